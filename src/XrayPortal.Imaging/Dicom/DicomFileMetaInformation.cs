namespace XrayPortal.Imaging.Dicom;

/// <summary>Group 0002: how the rest of the file is written, and of what kind it is.</summary>
/// <param name="Dataset">Its attributes, as they stand; none in a bare data set.</param>
/// <remarks>Source: DICOM PS3.10, 7.1.</remarks>
public sealed record DicomFileMetaInformation(DicomDataset Dataset)
{
    /// <summary>Our own, in files that are written here. Made once from a UUID; it is not secret and stays as it is.</summary>
    private const string ImplementationClass = "2.25.302163848914853172419358260974315628147";

    private const string ImplementationVersion = "XRAYPORTAL_1";

    /// <summary>What the file says; the data set may be written otherwise (<see cref="DicomFile.TransferSyntax"/>).</summary>
    public string? TransferSyntaxUid => Dataset.GetStringOrDefault(DicomTag.TransferSyntaxUid);

    public string? MediaStorageSopClassUid => Dataset.GetStringOrDefault(DicomTag.MediaStorageSopClassUid);

    public string? MediaStorageSopInstanceUid => Dataset.GetStringOrDefault(DicomTag.MediaStorageSopInstanceUid);

    /// <summary>The meta information of a data set as it is written here.</summary>
    /// <exception cref="ArgumentException">The data set has no SOP Class UID or SOP Instance UID.</exception>
    internal static DicomFileMetaInformation For(DicomDataset dataset, DicomTransferSyntax syntax)
    {
        if (dataset.GetStringOrDefault(DicomTag.SopClassUid) is not { } sopClass || dataset.GetStringOrDefault(DicomTag.SopInstanceUid) is not { } sopInstance)
            throw new ArgumentException("A file needs SOP Class UID and SOP Instance UID.", nameof(dataset));
        var written = syntax.IsEncapsulated ? syntax : DicomTransferSyntax.ExplicitVRLittleEndian;
        return new DicomFileMetaInformation(new DicomDataset()
            .AddOrUpdate<byte>(DicomTag.FileMetaInformationVersion, 0, 1)
            .AddOrUpdate(DicomTag.MediaStorageSopClassUid, sopClass)
            .AddOrUpdate(DicomTag.MediaStorageSopInstanceUid, sopInstance)
            .AddOrUpdate(DicomTag.TransferSyntaxUid, written.Uid)
            .AddOrUpdate(DicomTag.ImplementationClassUid, ImplementationClass)
            .AddOrUpdate(DicomTag.ImplementationVersionName, ImplementationVersion));
    }
}
