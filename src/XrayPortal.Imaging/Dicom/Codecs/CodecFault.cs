namespace XrayPortal.Imaging.Dicom.Codecs;

/// <summary>The one error of codecs.</summary>
internal static class CodecFault
{
    /// <param name="reason">A clause without end mark; nothing of the patient, no value of the file.</param>
    public static DicomFileException Of(string reason) => new(DicomErrorKind.CodecError, 0, DicomTag.PixelData, reason);
}
