using XrayPortal.Imaging.Overlay;

namespace XrayPortal.Imaging.Tests.Overlay;

public sealed class ColourMapTests
{
    // Entries 0, 64, 128, 192 and 255 of the published table.
    [Theory]
    [InlineData(0, 0.001462, 0.000466, 0.013866)]
    [InlineData(64, 0.341500, 0.062325, 0.429425)]
    [InlineData(128, 0.735683, 0.215906, 0.330245)]
    [InlineData(192, 0.978422, 0.557937, 0.034931)]
    [InlineData(255, 0.988362, 0.998364, 0.644924)]
    public void Inferno_Anchors_AreNearThePublishedTable(int index, double red, double green, double blue)
    {
        var colour = ColourMap.Inferno.Slice(index * 3, 3);

        Assert.Equal(red, colour[0] / 255.0, 0.03);
        Assert.Equal(green, colour[1] / 255.0, 0.03);
        Assert.Equal(blue, colour[2] / 255.0, 0.03);
    }

    [Fact]
    public void Inferno_Lightness_RisesAllTheWay()
    {
        var luminance = Enumerable.Range(0, 256).Select(i =>
        {
            var colour = ColourMap.Inferno.Slice(i * 3, 3);
            return (0.2126 * Linear(colour[0])) + (0.7152 * Linear(colour[1])) + (0.0722 * Linear(colour[2]));
        }).ToArray();

        for (var i = 8; i < 256; i++) Assert.True(luminance[i] > luminance[i - 8], $"{i}: {luminance[i]}");
    }

    private static double Linear(byte value) => Math.Pow(value / 255.0, 2.2);
}
