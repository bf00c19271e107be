using System.Runtime.InteropServices;
using SkiaSharp;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Grey;

namespace XrayPortal.Bench;

/// <summary>A real film scaled to a wanted number of pixels; each copy differs in one pixel, so that no two files are the same.</summary>
internal sealed class TestFilm(GreyImage image)
{
    private const int Quality = 95;

    public int Width => image.Width;

    public int Height => image.Height;

    public static TestFilm Load(string file, double megapixels)
    {
        var film = FilmDecoder.Decode(File.ReadAllBytes(file), DecodeLimits.Default).Value.Image;
        var scale = Math.Sqrt(megapixels * 1e6 / ((double)film.Width * film.Height));
        return new TestFilm(Antialias.Resize(film, (int)Math.Round(film.Width * scale), (int)Math.Round(film.Height * scale)));
    }

    /// <summary>The film as grey JPEG.</summary>
    /// <param name="copy">Which pixel is changed, counted from the first one.</param>
    public byte[] Jpeg(int copy)
    {
        var grey = new byte[image.Pixels.Length];
        for (var i = 0; i < grey.Length; i++) grey[i] = (byte)((Math.Clamp(image.Pixels[i], 0f, 1f) * 255f) + 0.5f);
        grey[copy * 8] ^= 0x80;
        using var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Gray8, SKAlphaType.Opaque));
        for (var y = 0; y < image.Height; y++)
            Marshal.Copy(grey, y * image.Width, bitmap.GetPixels() + (y * bitmap.RowBytes), image.Width);
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return data.ToArray();
    }
}
