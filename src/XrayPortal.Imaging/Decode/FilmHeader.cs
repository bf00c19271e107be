using XrayPortal.Imaging.Decode.Jpeg;
using XrayPortal.Imaging.Decode.Png;
using XrayPortal.Imaging.Dicom;

namespace XrayPortal.Imaging.Decode;

/// <summary>What the start of a file says of its picture; nothing is decoded for it.</summary>
/// <param name="Width">Columns as the film is shown (after EXIF orientation).</param>
/// <param name="Height">Rows as the film is shown.</param>
/// <param name="BitsStored">Bits a pixel, 1 to 16.</param>
public sealed record FilmHeader(FilmFormat Format, int Width, int Height, int BitsStored)
{
    /// <summary>Bytes of a file's start that <see cref="Read"/> wants to see (less where the file is shorter).</summary>
    public const int StartBytes = 1024 * 1024;

    /// <summary>What a DICOM file calls itself; null for other files.</summary>
    public DicomHeaderUids? Uids { get; init; }

    /// <summary>What a DICOM file says of person and picture before its pixels.</summary>
    public FilmFacts Facts { get; init; } = FilmFacts.None;

    /// <summary>Checks size, magic bytes and the pixel count that the header claims.</summary>
    /// <param name="start">The first <see cref="StartBytes"/> bytes of the file, or all of it.</param>
    /// <param name="fileBytes">Length of the whole file.</param>
    public static Result<FilmHeader> Read(ReadOnlySpan<byte> start, long fileBytes, DecodeLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (limits.RefusalOfBytes(fileBytes) is { } tooLarge) return tooLarge;
        var format = FilmSignature.Of(start);
        if (format.IsRefused) return format.Refusal;

        var complete = start.Length >= fileBytes;
        var header = format.Value switch
        {
            FilmFormat.Png => Of(PngHeader.Read(start), complete),
            FilmFormat.Jpeg => Of(JpegHeader.Read(start), complete),
            FilmFormat.Dicom => DicomFilm.ReadHeader(start.ToArray(), limits).Match<Result<FilmHeader>>(dicom => dicom, refusal => CutOff(refusal, complete)),
        };
        if (header.IsRefused) return header;
        return limits.RefusalOfPixels(header.Value.Width, header.Value.Height) is { } tooMany ? tooMany : header;
    }

    private static Result<FilmHeader> Of(Result<PngHeader> header, bool complete) => header.Match<Result<FilmHeader>>(
        png => new FilmHeader(FilmFormat.Png, png.Width, png.Height, png.BitDepth), refusal => CutOff(refusal, complete));

    private static Result<FilmHeader> Of(Result<JpegHeader> header, bool complete) => header.Match<Result<FilmHeader>>(
        jpeg => new FilmHeader(FilmFormat.Jpeg, jpeg.ShownWidth, jpeg.ShownHeight, 8), refusal => CutOff(refusal, complete));

    // A start that ends too soon says nothing of the file: the rest may be there.
    private static Refusal CutOff(Refusal refusal, bool complete) =>
        !complete && (refusal == FilmRefusals.Truncated || refusal == DicomRefusals.Truncated) ? FilmRefusals.HeaderTooLong : refusal;
}
