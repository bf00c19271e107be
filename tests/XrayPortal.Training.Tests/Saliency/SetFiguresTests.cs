using XrayPortal.Training.Saliency;
using XrayPortal.Training.Tests.Builders;

namespace XrayPortal.Training.Tests.Saliency;

public sealed class SetFiguresTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>Evidence 3 left and 1 right; against the class (-5) counts for nothing. The region is the left half: three quarters inside, half of the film.</summary>
    [Fact]
    public void LungShare_KnownMap_IsWorkedByHand()
    {
        var map = new SaliencyMap([3, 1, -5, 0], 2, 2);

        var share = LungShare.Of(map, RegionKind.Mask, [1, 0, 1, 0], 2, 2);

        Assert.Equal(0.75, share.Share!.Value, 1e-6);
        Assert.Equal(0.5, share.Area);
    }

    [Fact]
    public void LungShare_EvenMap_IsTheArea()
    {
        var share = LungShare.Of(new SaliencyMap([2, 2, 2, 2], 2, 2), RegionKind.Box, [1, 0, 0, 0, 0, 0, 0, 0, 0], 3, 3);

        Assert.Equal(share.Area, share.Share!.Value, 1e-6);
    }

    [Fact]
    public void LungShare_NothingForTheClass_IsNotDefined() =>
        Assert.Null(LungShare.Of(new SaliencyMap([-1, 0], 2, 1), RegionKind.Box, [1, 0], 2, 1).Share);

    [Fact]
    public void Peak_KnownMap_IsTheCentreOfTheStrongestCell()
    {
        Assert.Equal((0.75, 0.25), new SaliencyMap([0, 5, -9, 1], 2, 2).Peak);
        Assert.Null(new SaliencyMap([-1, -2], 2, 1).Peak);
    }

    /// <summary>Training boxes overlap at (0.1..0.2, 0.1..0.2) only; the mean centre lies between them in no box.</summary>
    [Fact]
    public void FixedPoints_OverlappingBoxes_BestLiesInMost()
    {
        IReadOnlyList<Box>[] films = [[new Box(0, 0, 0.2, 0.2)], [new Box(0.1, 0.1, 0.3, 0.3)], [new Box(0.8, 0.8, 1, 1)]];

        var points = FixedPoints.Choose(films);

        Assert.InRange(points.Best.X, 0.1, 0.2);
        Assert.InRange(points.Best.Y, 0.1, 0.2);
        Assert.Equal((0.1 + 0.2 + 0.9) / 3, points.MeanCentre.X, 1e-12);
        Assert.Equal((0.5, 0.5), points.Middle);
    }

    [Fact]
    public void Pointing_FourFilms_CountsHitsBesideTheFixedPoints()
    {
        IReadOnlyList<Box> left = [new Box(0, 0, 0.5, 1)], right = [new Box(0.5, 0, 1, 1)];
        FilmRow[] rows = [Row("a", left, (0.25, 0.5)), Row("b", left, (0.75, 0.5)), Row("c", right, (0.75, 0.5)), Row("d", right, null)];
        var learnt = new FixedPoints((0.5, 0.5), (0.5, 0.5), (0.2, 0.2));

        var figures = Assert.Single(SetSummary.Pointing(rows, learnt));

        Assert.Equal((4, 1), (figures.Films, figures.Empty));
        Assert.Equal(0.5, figures.Hits.Value);
        Assert.Equal(0.5, figures.Chance, 1e-9);
        Assert.Equal([1, 1, 0.5], figures.Fixed.Select(p => p.Hits.Value));
        Assert.Equal(0, figures.GainOverBest.Value);
    }

    [Theory]
    [InlineData("0.1 0.2 0.3 0.4", 1)]
    [InlineData("0.1 0.2 0.3 0.4;0.5 0.5 1 1", 2)]
    [InlineData("0.3 0.2 0.1 0.4", null)]
    [InlineData("0.1 0.2 0.3", null)]
    [InlineData("left", null)]
    public void Box_Text_IsReadOrNot(string text, int? boxes) => Assert.Equal(boxes, Box.Parse(text)?.Count);

    [Fact]
    public void LungRegions_BoxAndUnknownFilm_CoverAndNothing()
    {
        var table = folder.File("lungs.csv");
        File.WriteAllText(table, "file,mask,lung_box\nfilms/a.png,,0 0 0.5 1\n");

        var regions = LungRegions.Read(table).Value;

        Assert.Equal([1f, 0f, 1f, 0f], regions.Cover("films/a.png", 2, 2)!.Value.Value.Cover);
        Assert.Equal(RegionKind.Box, regions.Cover("films/a.png", 2, 2)!.Value.Value.Kind);
        Assert.Null(regions.Cover("films/b.png", 2, 2));
    }

    [Theory]
    [InlineData("file,label\na,1\n")]
    [InlineData("file,lung_box\na,everywhere\n")]
    [InlineData("")]
    public void LungRegions_NoRegions_IsRefused(string text)
    {
        File.WriteAllText(folder.File("lungs.csv"), text);

        Assert.Equal("explain.lung-table", LungRegions.Read(folder.File("lungs.csv")).Refusal?.Code);
    }

    public void Dispose() => folder.Dispose();

    private static FilmRow Row(string patient, IReadOnlyList<Box> boxes, (double, double)? peak) =>
        new($"{patient}.png", patient, 1, SaliencyMethod.GradCam, 0, 0.5, null, boxes, peak, null);
}
