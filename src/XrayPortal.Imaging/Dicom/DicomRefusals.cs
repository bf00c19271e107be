namespace XrayPortal.Imaging.Dicom;

/// <summary>Every no that reading a DICOM film can end in, beside those of all films.</summary>
public static class DicomRefusals
{
    public static readonly Refusal Truncated = new(
        "dicom.truncated", RefusalKind.Invalid,
        "The DICOM file ends before it is complete. It was cut off while it was copied or sent: send it again from the source.");

    public static readonly Refusal LengthBeyondEnd = new(
        "dicom.length-beyond-end", RefusalKind.Invalid,
        "The DICOM file is damaged: a part of it says it is longer than what holds it. Send it again from the source.");

    public static readonly Refusal NestingTooDeep = new(
        "dicom.nesting-too-deep", RefusalKind.Invalid,
        "The DICOM file nests sequences deeper than any film does and is not read. Export the film again or send it as PNG.");

    public static readonly Refusal LimitExceeded = new(
        "dicom.limit-exceeded", RefusalKind.TooLarge,
        "The DICOM file holds more elements, or larger ones, than a film has. Export the film again without extras or send it as PNG.");

    public static readonly Refusal NoTransferSyntax = new(
        "dicom.no-transfer-syntax", RefusalKind.Invalid,
        "The DICOM file does not say how it is written (Transfer Syntax UID is missing). Export the film again.");

    public static readonly Refusal NoPixels = new(
        "dicom.no-pixels", RefusalKind.Invalid,
        "The DICOM object holds no picture (a report, a plan or an empty object). Send the image object of the study.");

    public static readonly Refusal MultiFrame = new(
        "dicom.multi-frame", RefusalKind.Unsupported,
        "The DICOM object holds several frames. A film is one picture: send the single frame.");

    public static readonly Refusal PixelLength = new(
        "dicom.pixel-length", RefusalKind.Invalid,
        "The DICOM file is damaged: its pixel data are not as long as its rows, columns and bits say. Send it again from the source.");

    public static readonly Refusal NotReadable = new(
        "dicom.not-readable", RefusalKind.Invalid,
        "The file begins like a DICOM file, but no data set follows. Send it again from the source.");

    public static Refusal TransferSyntax(DicomTransferSyntax syntax) => new(
        "dicom.transfer-syntax", RefusalKind.Unsupported,
        $"The DICOM file is written as {syntax.Name} ({Printable(syntax.Uid)}), which is not read here yet. Send it uncompressed (Explicit VR Little Endian) or as PNG.");

    public static Refusal Photometric(string interpretation) => new(
        "dicom.photometric", RefusalKind.Unsupported,
        $"The DICOM picture is {Printable(interpretation)}; films are read as MONOCHROME1 or MONOCHROME2. Send the original grey film.");

    public static Refusal Bits(int allocated, int stored, int highBit) => new(
        "dicom.bits", RefusalKind.Unsupported,
        $"The DICOM picture has {allocated} bits allocated, {stored} stored and high bit {highBit}; films have 8 or 16 allocated and 8 to 16 stored. Export the film again or send it as PNG.");

    public static Refusal Attribute(DicomTag tag) => new(
        "dicom.attribute", RefusalKind.Invalid,
        $"The DICOM file lacks the attribute {tag} or holds nonsense in it. Export the film again.");

    // From a file: short, and nothing but letters, digits and the few marks that UIDs and code strings have.
    private static string Printable(string text)
    {
        var kept = new string([.. text.Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or ' ').Take(64)]).Trim();
        return kept.Length == 0 ? "not named" : kept;
    }
}
