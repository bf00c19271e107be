using XrayPortal.Training.Augmentation;
using XrayPortal.Training.Data;
using XrayPortal.Training.Loop;
using XrayPortal.Training.Saliency;
using static TorchSharp.torch;

namespace XrayPortal.Training.Tests.Data;

public sealed class EvidenceGridTests
{
    private const int PictureSide = 56;

    /// <summary>A bright box in the picture and the same box on the grid go through one draw: they must end in the same place.</summary>
    [Fact]
    public void Draw_AugmentedFilm_FollowsItsPixels()
    {
        var box = new Box(0.5, 0.25, 0.75, 0.5);
        var film = new ushort[PictureSide * PictureSide];
        for (var i = 0; i < film.Length; i++)
            film[i] = box.Contains(((i % PictureSide) + 0.5) / PictureSide, ((i / PictureSide) + 0.5) / PictureSide) ? ushort.MaxValue : (ushort)0;
        var ranges = AugmentationRanges.None with { Rotation = 25, Shift = 0.1, Zoom = 0.3, Aspect = 0.3, Shear = 10, FlipChance = 0.5 };
        for (var seed = 0; seed < 20; seed++)
        {
            var (drawn, grid) = (new float[film.Length], new float[EvidenceGrid.Side * EvidenceGrid.Side]);
            EvidenceGrid.Draw([box], Augmenter.Apply(film, drawn, PictureSide, ranges, new Random(seed)), PictureSide, grid);

            var different = Enumerable.Range(0, grid.Length).Count(i =>
            {
                var (x, y) = (i % EvidenceGrid.Side * 2, i / EvidenceGrid.Side * 2); // two pixels a cell
                var bright = (drawn[(y * PictureSide) + x] + drawn[(y * PictureSide) + x + 1] + drawn[((y + 1) * PictureSide) + x] + drawn[((y + 1) * PictureSide) + x + 1]) / 4;
                return bright > 0.5 != (grid[i] == 1);
            });
            Assert.True(different < 12, $"seed {seed}: {different} cells differ"); // along the edges of some 50 cells in the box
            Assert.True(grid.Sum() > 10, $"seed {seed}");
        }
    }

    /// <summary>Two films: the first with 3 of 4 parts of its evidence in the box, the second without boxes and not asked.</summary>
    [Fact]
    public void EvidenceOutside_KnownMaps_IsTheShare()
    {
        using var scope = NewDisposeScope();
        var map = tensor(new float[] { 3, 1, 0, 0, 5, 5, 5, 5 }, [2, 1, 2, 2]);
        var boxes = zeros(2, 1, EvidenceGrid.Side, EvidenceGrid.Side);
        boxes[0, 0, ..(EvidenceGrid.Side / 2), ..(EvidenceGrid.Side / 2)] = 1;

        Assert.Equal(0.25, TrainingStep.EvidenceOutside(map, boxes).item<float>(), 1e-5);
    }
}
