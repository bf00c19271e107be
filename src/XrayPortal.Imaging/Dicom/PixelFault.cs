namespace XrayPortal.Imaging.Dicom;

/// <summary>What can be wrong with the description of pixels.</summary>
internal static class PixelFault
{
    public static DicomFileException Attribute(DicomTag tag) =>
        new(DicomErrorKind.InvalidAttribute, 0, tag, "the attribute is missing or holds nonsense");

    public static DicomFileException Length() =>
        new(DicomErrorKind.PixelLengthMismatch, 0, DicomTag.PixelData, "the pixel data are not as long as rows, columns, bits and frames say");

    public static DicomFileException Limit(string reason) => new(DicomErrorKind.LimitExceeded, 0, DicomTag.PixelData, reason);
}
