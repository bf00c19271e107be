using SkiaSharp;
using XrayPortal.Imaging.Grey;
using XrayPortal.Imaging.Overlay;

namespace XrayPortal.Imaging.Tests.Builders;

/// <summary>JPEG files made on the spot.</summary>
internal static class JpegSamples
{
    public static byte[] Grey(int width = 96, int height = 64, int seed = 1)
    {
        var phantom = Phantom.Draw(seed, pneumonia: true, width, height);
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque));
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++) bitmap.SetPixel(x, y, Shade(phantom, x, y));
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 95);
        return data.ToArray();
    }

    public static byte[] Colour(int width, int height, SKColor colour)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(colour);
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 100);
        return data.ToArray();
    }

    /// <summary>Puts a segment right after the start marker.</summary>
    public static byte[] WithSegment(byte[] jpeg, byte marker, byte[] body) =>
        [0xFF, 0xD8, 0xFF, marker, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2), .. body, .. jpeg.AsSpan(2)];

    public static byte[] WithOrientation(byte[] jpeg, byte orientation) => WithSegment(
        jpeg, 0xE1, [.. "Exif\0\0"u8, .. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0]);

    /// <summary>Leaves out the segments of a marker that stand before the first scan.</summary>
    public static byte[] WithoutSegments(byte[] jpeg, byte marker)
    {
        List<byte> kept = [0xFF, 0xD8];
        var at = 2;
        while (jpeg[at + 1] != 0xDA)
        {
            var end = at + 2 + (jpeg[at + 2] << 8) + jpeg[at + 3];
            if (jpeg[at + 1] != marker) kept.AddRange(jpeg[at..end]);
            at = end;
        }

        return [.. kept, .. jpeg[at..]];
    }

    /// <summary>Offset of the first frame header's marker.</summary>
    public static int FrameHeader(byte[] jpeg)
    {
        var at = 2;
        while (jpeg[at + 1] is not (0xC0 or 0xC1 or 0xC2)) at += 2 + (jpeg[at + 2] << 8) + jpeg[at + 3];
        return at;
    }

    private static SKColor Shade(GreyImage image, int x, int y)
    {
        var value = (byte)(image[x, y] * 255);
        return new SKColor(value, value, value);
    }
}
