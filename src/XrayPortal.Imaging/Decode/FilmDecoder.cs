using SkiaSharp;
using XrayPortal.Imaging.Grey;

namespace XrayPortal.Imaging.Decode;

/// <summary>File bytes to a grey film.</summary>
public static class FilmDecoder
{
    public static Result<DecodedFilm> Decode(ReadOnlyMemory<byte> file, DecodeLimits limits)
    {
        using var data = SKData.CreateCopy(file.Span);
        using var codec = SKCodec.Create(data);
        if (codec is null) return new Refusal("film.unreadable", RefusalKind.Invalid, "The file cannot be read. Export the film again.");
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Gray8, SKAlphaType.Opaque);
        using var bitmap = new SKBitmap(info);
        if (codec.GetPixels(info, bitmap.GetPixels()) != SKCodecResult.Success)
            return new Refusal("film.unreadable", RefusalKind.Invalid, "The file cannot be read. Export the film again.");
        return new DecodedFilm(GreyImage.FromBytes(info.Width, info.Height, bitmap.GetPixelSpan()), FilmFormat.Jpeg, 8, FilmFacts.None);
    }
}
