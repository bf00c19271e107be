using XrayPortal.Imaging.Dicom;

namespace XrayPortal.Imaging.Decode;

/// <summary>Tells formats by their first bytes, never by a file's name.</summary>
internal static class FilmSignature
{
    private static ReadOnlySpan<byte> Png => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static Result<FilmFormat> Of(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith(Png)) return FilmFormat.Png;
        if (start is [0xFF, 0xD8, 0xFF, ..]) return FilmFormat.Jpeg;
        return DicomFile.HasValidHeader(start) ? FilmFormat.Dicom : Foreign(start);
    }

    private static Refusal Foreign(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("GIF8"u8))
            return start.IndexOf("NETSCAPE2.0"u8) >= 0 ? FilmRefusals.Animated : FilmRefusals.OtherPicture("a GIF picture");
        if (start.StartsWith("RIFF"u8) && start.Length >= 12 && start[8..12].SequenceEqual("WEBP"u8))
            return start.IndexOf("ANIM"u8) >= 0 ? FilmRefusals.Animated : FilmRefusals.OtherPicture("a WebP picture");
        if (start.StartsWith("%PDF"u8)) return FilmRefusals.Pdf;
        if (start.StartsWith("PK\u0003\u0004"u8) || start.StartsWith("PK\u0005\u0006"u8)) return FilmRefusals.Archive("a ZIP archive or an Office document");
        if (start is [0x1F, 0x8B, ..]) return FilmRefusals.Archive("a gzip archive");
        if (start.StartsWith("II*\0"u8) || start.StartsWith("MM\0*"u8)) return FilmRefusals.OtherPicture("a TIFF picture");
        if (start.StartsWith("BM"u8)) return FilmRefusals.OtherPicture("a BMP picture");
        if (start.Length >= 12 && start[4..8].SequenceEqual("ftyp"u8)) return FilmRefusals.OtherPicture("a HEIC, AVIF or video file");
        if (start is [0, 0, 0, 0x0C, (byte)'j', (byte)'P', ..] or [0xFF, 0x4F, 0xFF, 0x51, ..]) return FilmRefusals.OtherPicture("a bare JPEG 2000 picture");
        return start.Length > 0 && IsText(start) ? FilmRefusals.Text : FilmRefusals.UnknownFormat;
    }

    private static bool IsText(ReadOnlySpan<byte> start)
    {
        var head = start[..Math.Min(start.Length, 512)];
        return head.IndexOfAnyInRange((byte)0x00, (byte)0x08) < 0 && head.IndexOfAnyInRange((byte)0x0E, (byte)0x1A) < 0;
    }
}
