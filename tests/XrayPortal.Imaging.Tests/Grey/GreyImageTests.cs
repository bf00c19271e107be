using XrayPortal.Imaging.Grey;

namespace XrayPortal.Imaging.Tests.Grey;

public sealed class GreyImageTests
{
    [Fact]
    public void Pixels_OfLevels_AreLookedUp()
    {
        float[] narrow = new float[256], wide = new float[65536];
        (narrow[2], narrow[255], wide[0x0201], wide[65535]) = (0.25f, 1, 0.75f, 1);

        Assert.Equal([0.25f, 1, 0], new GreyImage(3, 1, new GreyLevels([2, 255, 3], new LevelTable(narrow))).Pixels);
        Assert.Equal([0.75f, 1], new GreyImage(1, 2, new GreyLevels([1, 2, 255, 255], new LevelTable(wide))).Pixels);
    }

    /// <summary>Whoever changes pixels (overlays are drawn into them) must find the change in what is sent on.</summary>
    [Fact]
    public void Pixels_Changed_LevelsFollowOrAreGone()
    {
        var film = new GreyImage(2, 1, new GreyLevels([0, 1], new LevelTable(new float[256])));
        Assert.Equal([0, 1], film.ToLevels()!.Cells);

        film.Pixels[1] = 1;

        Assert.Equal([0, 255], film.ToLevels()!.Cells);
        film.Pixels[1] = 0.123f;
        Assert.Null(film.ToLevels());
    }

    [Fact]
    public void Pixels_AskedByManyAtOnce_AreOneArray()
    {
        for (var round = 0; round < 200; round++)
        {
            var film = GreyImage.FromBytes(64, 64, new byte[4096]);

            var seen = new float[4][];
            Parallel.For(0, seen.Length, i => seen[i] = film.Pixels);

            Assert.All(seen, pixels => Assert.Same(seen[0], pixels));
        }
    }

    [Fact]
    public void Create_LevelsOfAnotherSize_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new GreyImage(2, 2, new GreyLevels(new byte[3], LevelTable.Bytes)));
        Assert.Throws<ArgumentException>(() => new GreyImage(2, 2, new GreyLevels(new byte[4], new LevelTable(new float[65536]))));
        Assert.Throws<ArgumentException>(() => new LevelTable(new float[255]));
    }
}
