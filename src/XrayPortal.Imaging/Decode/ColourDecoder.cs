using SkiaSharp;
using XrayPortal.Imaging.Grey;

namespace XrayPortal.Imaging.Decode;

/// <summary>
/// Red, green and blue of a PNG or JPEG, 8 bits each, for networks that look at photographs. Films are read by <see cref="FilmDecoder"/>.
/// </summary>
public static class ColourDecoder
{
    /// <returns>Three planes, values 0..1; of a file without colour (DICOM too) three times the same.</returns>
    public static Result<IReadOnlyList<GreyImage>> Decode(byte[] file, DecodeLimits limits)
    {
        ArgumentNullException.ThrowIfNull(file);
        var header = FilmHeader.Read(file, file.Length, limits);
        if (header.IsRefused) return header.Refusal;
        if (header.Value.Format == FilmFormat.Dicom)
            return FilmDecoder.Decode(file, limits).Match<Result<IReadOnlyList<GreyImage>>>(film => new[] { film.Image, film.Image, film.Image }, refusal => refusal);

        using var codec = SKCodec.Create(new SKMemoryStream(file));
        if (codec is null) return FilmRefusals.Damaged("its tables cannot be read");
        using var bitmap = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        return codec.GetPixels(bitmap.Info, bitmap.GetPixels()) switch
        {
            SKCodecResult.Success => Planes(bitmap, codec.EncodedOrigin),
            SKCodecResult.IncompleteInput => FilmRefusals.Truncated,
            _ => FilmRefusals.Damaged("its picture data cannot be decoded"),
        };
    }

    private static GreyImage[] Planes(SKBitmap bitmap, SKEncodedOrigin origin)
    {
        var rgba = bitmap.GetPixelSpan();
        var planes = new GreyImage[3];
        for (var channel = 0; channel < planes.Length; channel++)
        {
            var bytes = new byte[bitmap.Width * bitmap.Height];
            for (var i = 0; i < bytes.Length; i++) bytes[i] = rgba[(i * 4) + channel];
            planes[channel] = Orientation.Apply(GreyImage.FromBytes(bitmap.Width, bitmap.Height, bytes), (int)origin);
        }

        return planes;
    }
}
