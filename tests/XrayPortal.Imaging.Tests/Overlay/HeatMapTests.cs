using SkiaSharp;
using XrayPortal.Imaging.Grey;
using XrayPortal.Imaging.Overlay;

namespace XrayPortal.Imaging.Tests.Overlay;

public sealed class HeatMapTests
{
    private static readonly GreyImage Film = Phantom.Draw(4, pneumonia: false, 140, 112);

    [Fact]
    public void Overlay_OpacityZero_IsTheFilm()
    {
        using var shown = SKBitmap.Decode(HeatMap.Overlay(Film, [5f, 1f, 2f, 0f], 2, 2, 0));

        for (var y = 0; y < 112; y++)
        {
            for (var x = 0; x < 140; x++)
            {
                var grey = (byte)((Film[x, y] * 255f) + 0.5f);
                Assert.Equal(new SKColor(grey, grey, grey), shown.GetPixel(x, y));
            }
        }
    }

    [Fact]
    public void Map_OneCell_IsBrightestAtItsCentreAndClearElsewhere()
    {
        var cam = new float[7 * 7];
        cam[(2 * 7) + 5] = 4f; // row 2, column 5

        using var map = SKBitmap.Decode(HeatMap.Map(cam, 7, 7, 140, 70));

        var brightest = (X: -1, Y: -1, Alpha: -1);
        for (var y = 0; y < 70; y++)
        {
            for (var x = 0; x < 140; x++)
            {
                var alpha = map.GetPixel(x, y).Alpha;
                if (alpha > brightest.Alpha) brightest = (x, y, alpha);
                // A cell is 20 x 10 pixels; its light ends at the centres of its neighbours.
                if (Math.Abs(x + 0.5 - 110) > 20 || Math.Abs(y + 0.5 - 25) > 10) Assert.Equal(0, alpha);
            }
        }

        Assert.InRange(brightest.X, 109, 110);
        Assert.InRange(brightest.Y, 24, 25);
        Assert.InRange(brightest.Alpha, 225, 255);
        Assert.Equal(map.GetPixel(109, 20).Alpha, map.GetPixel(110, 20).Alpha); // symmetric about the cell's centre at 110.0
    }

    [Fact]
    public void Map_WeakEvidence_DoesNotLightUp()
    {
        using var map = SKBitmap.Decode(HeatMap.Map([0.1f, 0.1f, 0.1f, 0.1f], 2, 2, 20, 20));

        Assert.InRange(map.GetPixel(10, 10).Alpha, 25, 26);
    }

    [Fact]
    public void Map_ScaleBelowTheLargest_ShowsTheLargestInFull()
    {
        using var map = SKBitmap.Decode(HeatMap.Map([8f], 1, 1, 4, 4, scale: 2f));

        Assert.Equal(255, map.GetPixel(1, 1).Alpha);
    }

    [Fact]
    public void Map_NegativeAndUndefinedEvidence_AreNone()
    {
        using var map = SKBitmap.Decode(HeatMap.Map([float.NaN, -3f, float.PositiveInfinity, 0f], 2, 2, 16, 16));

        Assert.Equal(0, map.Pixels.Max(pixel => pixel.Alpha));
    }

    [Fact]
    public void Overlay_EqualsTheMapLaidOverTheFilm()
    {
        float[] cam = [0f, 1f, 2f, 3f, 4f, 0.5f];

        using var overlay = SKBitmap.Decode(HeatMap.Overlay(Film, cam, 3, 2, 0.7));
        using var map = SKBitmap.Decode(HeatMap.Map(cam, 3, 2, 140, 112));

        for (var y = 0; y < 112; y += 3)
        {
            for (var x = 0; x < 140; x += 3)
            {
                var over = map.GetPixel(x, y);
                var weight = 0.7 * over.Alpha / 255;
                Assert.Equal((Film[x, y] * 255 * (1 - weight)) + (over.Green * weight), overlay.GetPixel(x, y).Green, 2.0);
            }
        }
    }

    [Theory]
    [InlineData(100, 100, 80)]
    [InlineData(500, 140, 112)]
    public void Overlay_MaxSide_MakesSmallerNeverLarger(int maxSide, int width, int height)
    {
        using var shown = SKBitmap.Decode(HeatMap.Overlay(Film, [1f], 1, 1, 0.5, maxSide));

        Assert.Equal((width, height), (shown.Width, shown.Height));
    }

    [Fact]
    public void Overlay_WrongArguments_Throw()
    {
        Assert.Throws<ArgumentException>(() => HeatMap.Overlay(Film, [1f, 2f], 3, 1, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => HeatMap.Overlay(Film, [1f], 1, 1, 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => HeatMap.Map([1f], 1, 1, 4, 4, scale: 0));
    }
}
