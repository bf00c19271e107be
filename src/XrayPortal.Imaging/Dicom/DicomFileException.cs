namespace XrayPortal.Imaging.Dicom;

/// <summary>What is wrong with a DICOM file.</summary>
public enum DicomErrorKind
{
    NotDicom,
    TruncatedElement,
    LengthBeyondEnd,
    TruncatedPixelData,
    NestingTooDeep,
    LimitExceeded,
    MissingTransferSyntax,
    UnsupportedTransferSyntax,
    InvalidElement,
    InvalidAttribute,
    PixelLengthMismatch,
    FrameMissing,
    DeflateError,
    CodecError,
}

/// <summary>The one exception of the DICOM core; its boundary turns it into a <see cref="Refusal"/>.</summary>
/// <param name="kind">What is wrong.</param>
/// <param name="offset">Where in the file, in bytes; 0 where that is not known.</param>
/// <param name="tag">The element that was being read.</param>
/// <param name="reason">A clause without end mark; no value of the file, nothing of the patient.</param>
public sealed class DicomFileException(DicomErrorKind kind, long offset, DicomTag tag, string reason)
    : Exception($"{kind} at {offset}, {tag}: {reason}")
{
    public DicomErrorKind Kind => kind;

    public long Offset => offset;

    public DicomTag Tag => tag;

    public string Reason => reason;
}
