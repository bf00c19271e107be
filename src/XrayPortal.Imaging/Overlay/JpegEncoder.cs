using System.Runtime.InteropServices;
using SkiaSharp;
using XrayPortal.Imaging.Grey;

namespace XrayPortal.Imaging.Overlay;

/// <summary>Writes 8-bit baseline JPEG.</summary>
public static class JpegEncoder
{
    /// <summary>Grey 0..1 to 8 bits, rounded, then compressed.</summary>
    /// <param name="quality">1 (small) to 100 (like the film).</param>
    public static byte[] Grey(GreyImage image, int quality)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        var pixels = GCHandle.Alloc(PngEncoder.ToBytes(image), GCHandleType.Pinned);
        try
        {
            var info = new SKImageInfo(image.Width, image.Height, SKColorType.Gray8, SKAlphaType.Opaque);
            using var pixmap = new SKPixmap(info, pixels.AddrOfPinnedObject(), image.Width);
            using var jpeg = pixmap.Encode(new SKJpegEncoderOptions(quality)) ?? throw new InvalidOperationException("The picture could not be written as JPEG.");
            return jpeg.ToArray();
        }
        finally
        {
            pixels.Free();
        }
    }
}
