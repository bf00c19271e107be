namespace XrayPortal.Imaging.Dicom;

/// <summary>Group 0002: how the rest of the file is written, and of what kind it is.</summary>
/// <param name="Dataset">Its attributes, as they stand; none in a bare data set.</param>
/// <remarks>Source: DICOM PS3.10, 7.1.</remarks>
public sealed record DicomFileMetaInformation(DicomDataset Dataset)
{
    /// <summary>What the file says; the data set may be written otherwise (<see cref="DicomFile.TransferSyntax"/>).</summary>
    public string? TransferSyntaxUid => Dataset.GetStringOrDefault(DicomTag.TransferSyntaxUid);

    public string? MediaStorageSopClassUid => Dataset.GetStringOrDefault(DicomTag.MediaStorageSopClassUid);

    public string? MediaStorageSopInstanceUid => Dataset.GetStringOrDefault(DicomTag.MediaStorageSopInstanceUid);
}
