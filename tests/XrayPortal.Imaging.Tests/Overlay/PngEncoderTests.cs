using SkiaSharp;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Overlay;

namespace XrayPortal.Imaging.Tests.Overlay;

public sealed class PngEncoderTests
{
    [Fact]
    public void Grey_Phantom_IsReadBackAlikeByOursAndBySkia()
    {
        var phantom = Phantom.Draw(7, pneumonia: true, 301, 257);

        var png = PngEncoder.Grey(phantom);

        var ours = FilmDecoder.Decode(png, DecodeLimits.Default).Value.Image;
        using var skia = SKBitmap.Decode(png);
        Assert.Equal((301, 257), (skia.Width, skia.Height));
        for (var y = 0; y < 257; y++)
        {
            for (var x = 0; x < 301; x++)
            {
                Assert.Equal(phantom[x, y], ours[x, y], 0.5f / 255 + 1e-6f);
                Assert.Equal(skia.GetPixel(x, y).Red / 255f, ours[x, y]);
            }
        }
    }
}
