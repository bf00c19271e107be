using XrayPortal.Imaging.Grey;

namespace XrayPortal.Imaging.Tests.Grey;

public sealed class AntialiasTests
{
    // Pillow 9.4, Image.fromarray(values, "F").resize((2, 1), BILINEAR), gives 0.42857143 and 0.5714286; worked by hand as well:
    // scale 2, triangle half-width 2, weights of 0,1,2 about 1.0: 0.75, 0.75, 0.25 (the fourth, at -0.5, is outside).
    [Fact]
    public void Resize_HalfTheWidth_WeighsWithATriangleAsWideAsTheScale()
    {
        var image = new GreyImage(4, 1, [0f, 1f, 0f, 1f]);

        var half = Antialias.Resize(image, 2, 1);

        Assert.Equal(0.75 / 1.75, half[0, 0], 1e-6);
        Assert.Equal(1 / 1.75, half[1, 0], 1e-6);
    }

    [Fact]
    public void Resize_TwiceTheWidth_IsLinearBetweenPixelCentres()
    {
        var image = new GreyImage(2, 1, [0f, 1f]);

        var doubled = Antialias.Resize(image, 4, 1);

        Assert.Equal([0f, 0.25f, 0.75f, 1f], doubled.Pixels);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 5)]
    [InlineData(224, 224)]
    [InlineData(640, 3)]
    public void Resize_ConstantImage_StaysConstant(int width, int height)
    {
        var image = new GreyImage(101, 67, [.. Enumerable.Repeat(0.37f, 101 * 67)]);

        Assert.All(Antialias.Resize(image, width, height).Pixels, value => Assert.Equal(0.37f, value, 1e-6f));
    }

    [Fact]
    public void Resize_RandomImage_EqualsPlainDoubleLoop()
    {
        var random = new Random(3);
        var image = new GreyImage(97, 53, [.. Enumerable.Range(0, 97 * 53).Select(_ => random.NextSingle())]);

        var small = Antialias.Resize(image, 24, 17);

        for (var y = 0; y < 17; y++)
        {
            for (var x = 0; x < 24; x++) Assert.Equal(Reference(image, x, y, 24, 17), small[x, y], 1e-5);
        }
    }

    private static double Reference(GreyImage image, int x, int y, int width, int height)
    {
        double scaleX = Math.Max(1, (double)image.Width / width), scaleY = Math.Max(1, (double)image.Height / height);
        double centreX = (x + 0.5) * image.Width / width, centreY = (y + 0.5) * image.Height / height;
        double sum = 0, total = 0;
        for (var v = 0; v < image.Height; v++)
        {
            for (var u = 0; u < image.Width; u++)
            {
                var weight = Math.Max(0, 1 - (Math.Abs(u + 0.5 - centreX) / scaleX)) * Math.Max(0, 1 - (Math.Abs(v + 0.5 - centreY) / scaleY));
                sum += weight * image[u, v];
                total += weight;
            }
        }

        return sum / total;
    }
}
