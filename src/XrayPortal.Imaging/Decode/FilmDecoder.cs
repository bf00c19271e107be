using XrayPortal.Imaging.Decode.Jpeg;
using XrayPortal.Imaging.Decode.Png;
using XrayPortal.Imaging.Dicom;

namespace XrayPortal.Imaging.Decode;

/// <summary>File bytes to a grey film. Safe to call from many threads at once.</summary>
public static class FilmDecoder
{
    /// <summary>Decodes a whole file: format by content, limits before pixels, all of the picture or none of it.</summary>
    /// <param name="presentation">How a person wants to see a DICOM film; null for what a model sees.</param>
    public static Result<DecodedFilm> Decode(ReadOnlyMemory<byte> file, DecodeLimits limits, FilmPresentation? presentation = null)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (limits.RefusalOfBytes(file.Length) is { } tooLarge) return tooLarge;
        var format = FilmSignature.Of(file.Span);
        if (format.IsRefused) return format.Refusal;

        return format.Value switch
        {
            FilmFormat.Png => PngDecoder.Decode(file, limits),
            FilmFormat.Jpeg => JpegDecoder.Decode(file, limits),
            FilmFormat.Dicom => DicomFilm.Decode(file, limits, presentation ?? FilmPresentation.Model),
        };
    }
}
