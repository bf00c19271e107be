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
        "The DICOM object holds several frames that follow each other in time or space (a cine run, a volume). A film is one picture: send the single frame.");

    public static readonly Refusal PixelLength = new(
        "dicom.pixel-length", RefusalKind.Invalid,
        "The DICOM file is damaged: its pixel data are not as long as its rows, columns and bits say. Send it again from the source.");

    public static readonly Refusal NotReadable = new(
        "dicom.not-readable", RefusalKind.Invalid,
        "The file begins like a DICOM file, but no data set follows. Send it again from the source.");

    public static Refusal TransferSyntax(DicomTransferSyntax syntax) => new(
        "dicom.transfer-syntax", RefusalKind.Unsupported,
        $"The DICOM file is written as {syntax.Name} ({Printable(syntax.Uid)}), which is not read here yet. Send it uncompressed (Explicit VR Little Endian) or as PNG.");

    public static readonly Refusal Photometric = new(
        "dicom.photometric", RefusalKind.Unsupported,
        "The DICOM picture has a photometric interpretation that is not read here, or one that does not fit its samples. Films are read as MONOCHROME1, MONOCHROME2, PALETTE COLOR, RGB or YBR_FULL: send the original grey film.");

    public static readonly Refusal Bits = new(
        "dicom.bits", RefusalKind.Unsupported,
        "The DICOM picture says of its bits (allocated, stored, high bit) what cannot be, or what is not read here. Export the film again or send it as PNG.");

    public static readonly Refusal FrameMissing = new(
        "dicom.frame-missing", RefusalKind.Invalid,
        "The DICOM file does not hold the frames that it says it holds. Send it again from the source.");

    public static readonly Refusal ExecutablePreamble = new(
        "dicom.executable-preamble", RefusalKind.Invalid,
        "The DICOM file begins as a program does: it is two files in one, as malicious ones are. It is not kept. Export the film again from its source.");

    public static readonly Refusal Codec = new(
        "dicom.codec", RefusalKind.Invalid,
        "The compressed picture in the DICOM file is damaged, cut off or of another size than the file says. Send it again from the source, or uncompressed.");

    public static Refusal CodecMissing(DicomTransferSyntax syntax, string package) => new(
        "dicom.codec-missing", RefusalKind.Unavailable,
        $"The DICOM file is written as {syntax.Name}, whose decoder is not installed on this machine. Ask the administrator to install it (sudo apt-get install {package}), or send the film uncompressed.");

    public static Refusal Attribute(DicomTag tag) => new(
        "dicom.attribute", RefusalKind.Invalid,
        $"The DICOM file lacks the attribute {tag} or holds nonsense in it. Export the film again.");

    /// <summary>What a person is told of an error of the core.</summary>
    internal static Refusal Of(DicomFileException fault) => fault.Kind switch
    {
        DicomErrorKind.NotDicom => NotReadable,
        DicomErrorKind.TruncatedElement or DicomErrorKind.TruncatedPixelData or DicomErrorKind.DeflateError => Truncated,
        DicomErrorKind.LengthBeyondEnd => LengthBeyondEnd,
        DicomErrorKind.NestingTooDeep => NestingTooDeep,
        DicomErrorKind.LimitExceeded => LimitExceeded,
        DicomErrorKind.MissingTransferSyntax => NoTransferSyntax,
        DicomErrorKind.UnsupportedTransferSyntax or DicomErrorKind.InvalidElement => NotReadable,
        DicomErrorKind.InvalidAttribute when fault.Tag == DicomTag.PhotometricInterpretation || fault.Tag == DicomTag.SamplesPerPixel => Photometric,
        DicomErrorKind.InvalidAttribute when fault.Tag == DicomTag.BitsAllocated || fault.Tag == DicomTag.BitsStored || fault.Tag == DicomTag.HighBit => Bits,
        DicomErrorKind.InvalidAttribute when fault.Tag == DicomTag.PixelData => NoPixels,
        DicomErrorKind.InvalidAttribute => Attribute(fault.Tag),
        DicomErrorKind.PixelLengthMismatch => PixelLength,
        DicomErrorKind.FrameMissing => FrameMissing,
        DicomErrorKind.CodecError => Codec,
    };

    // From a file: short, and nothing but letters, digits and the few marks that UIDs and code strings have.
    private static string Printable(string text)
    {
        var kept = new string([.. text.Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or ' ').Take(64)]).Trim();
        return kept.Length == 0 ? "not named" : kept;
    }
}
