using XrayPortal.Films;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Dicom;

namespace XrayPortal.DicomWeb;

/// <summary>In which form a caller takes objects and frames.</summary>
/// <remarks>Source: DICOM PS3.18, 8.7.3 and 8.7.8.</remarks>
internal static class WadoForms
{
    public const string Dicom = "application/dicom";
    public const string Bytes = "application/octet-stream";

    private const string Multipart = "multipart/related";
    private const string AnySyntax = "*";

    private static readonly string explicitLittle = DicomTransferSyntax.ExplicitVRLittleEndian.Uid;

    // JPEG baseline, extended and progressive, JPEG-LS near-lossless, JPEG 2000 and its high-throughput kind, which may be either.
    private static readonly string[] lossy =
    [
        "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.53", "1.2.840.10008.1.2.4.55",
        "1.2.840.10008.1.2.4.81", "1.2.840.10008.1.2.4.91", "1.2.840.10008.1.2.4.203",
    ];

    /// <summary>The transfer syntax that a film is to be given in.</summary>
    /// <param name="accept">The header; absent: anything.</param>
    /// <remarks>
    /// <c>transfer-syntax=*</c> asks for the stored bytes. None means explicit little endian, but for what was compressed with loss: that stays as it is.
    /// Source: DICOM PS3.18, 8.7.3.4.
    /// </remarks>
    public static Result<string> SyntaxOf(Film film, string? accept)
    {
        var stored = film.TransferSyntaxUid ?? explicitLittle;
        var wanted = MediaType.ParseAll(accept).Where(type => type.Name is "*/*" or "multipart/*" or Multipart or Dicom or "application/*")
            .Where(type => type.Name != Multipart || type["type"] is null or Dicom or "*/*").Select(type => type["transfer-syntax"] ?? "").ToList();
        if (string.IsNullOrWhiteSpace(accept)) wanted.Add("");
        foreach (var syntax in wanted)
        {
            if (syntax == AnySyntax || syntax == stored || (syntax.Length == 0 && lossy.Contains(stored))) return stored;
            if (syntax.Length == 0 || syntax == explicitLittle) return explicitLittle;
        }

        return DicomWebRefusals.NotAcceptable($"{Multipart}; type=\"{Dicom}\"; transfer-syntax=* (stored is {stored}) or {explicitLittle}");
    }

    /// <summary>Whether cells must be decoded to be seen.</summary>
    public static bool IsCompressed(Film film) =>
        film.TransferSyntaxUid is { } uid && DicomTransferSyntax.Parse(uid) is var syntax && (syntax.IsEncapsulated || syntax.IsDeflate);

    /// <summary>Whether a single object is wanted without multipart around it.</summary>
    public static bool IsSingle(string? accept) => MediaType.ParseAll(accept) is [{ Name: Dicom }, ..];

    /// <summary>The media type of a film's frames as they are stored.</summary>
    public static string FrameTypeOf(string? transferSyntax) => transferSyntax switch
    {
        "1.2.840.10008.1.2.5" => "image/dicom-rle",
        "1.2.840.10008.1.2.4.50" or "1.2.840.10008.1.2.4.51" or "1.2.840.10008.1.2.4.53" or "1.2.840.10008.1.2.4.55"
            or "1.2.840.10008.1.2.4.57" or "1.2.840.10008.1.2.4.70" => "image/jpeg",
        "1.2.840.10008.1.2.4.80" or "1.2.840.10008.1.2.4.81" => "image/jls",
        "1.2.840.10008.1.2.4.90" or "1.2.840.10008.1.2.4.91" => "image/jp2",
        "1.2.840.10008.1.2.4.201" or "1.2.840.10008.1.2.4.202" or "1.2.840.10008.1.2.4.203" => "image/jphc",
        _ => Bytes,
    };

    /// <summary>Whether frames of a media type are taken.</summary>
    public static bool TakesFrames(string frameType, string? accept) =>
        string.IsNullOrWhiteSpace(accept)
        || MediaType.ParseAll(accept).Any(type => type.Name is "*/*" or "multipart/*"
            || (type.Name == Multipart && (type["type"] is null or "*/*" || type["type"] == frameType)));
}
