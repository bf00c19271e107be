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

    /// <summary>The transfer syntax that a film is given in.</summary>
    /// <param name="accept">The header; absent: anything.</param>
    /// <remarks>
    /// Without a transfer syntax the standard means explicit little endian; compressed films, which the portal does not decompress for this, are
    /// given as they are then. <c>transfer-syntax=*</c> asks for the stored bytes.
    /// </remarks>
    public static Result<string> SyntaxOf(Film film, string? accept)
    {
        var stored = film.TransferSyntaxUid is { } uid ? DicomTransferSyntax.Parse(uid) : DicomTransferSyntax.ExplicitVRLittleEndian;
        var isCompressed = stored.IsEncapsulated || stored.IsDeflate;
        var wanted = MediaType.ParseAll(accept).Where(type => type.Name is "*/*" or "multipart/*" or Multipart or Dicom or "application/*")
            .Where(type => type.Name != Multipart || type["type"] is null or Dicom or "*/*").Select(type => type["transfer-syntax"] ?? "").ToList();
        if (string.IsNullOrWhiteSpace(accept)) wanted.Add("");
        foreach (var syntax in wanted)
        {
            if (syntax == AnySyntax || syntax == stored.Uid || (syntax.Length == 0 && isCompressed)) return stored.Uid;
            if (!isCompressed && (syntax.Length == 0 || syntax == explicitLittle)) return explicitLittle;
        }

        return DicomWebRefusals.NotAcceptable($"{Multipart}; type=\"{Dicom}\"; transfer-syntax=* (stored is {stored.Uid})");
    }

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
