namespace XrayPortal.Imaging.Dicom;

/// <summary>By what names a film is known in an archive.</summary>
/// <param name="TransferSyntaxUid">How the file says it is written; null where it says nothing, as PNG and JPEG do.</param>
public sealed record DicomIdentity(
    string StudyInstanceUid, string SeriesInstanceUid, string SopInstanceUid, string SopClassUid, string? TransferSyntaxUid)
{
    /// <summary>
    /// What the header says, completed: whatever it lacks is derived from the file's hash, so that the same bytes are the same
    /// study, series and instance everywhere. What has no SOP class counts as Secondary Capture.
    /// </summary>
    /// <param name="header">Null where the file is no DICOM file.</param>
    /// <param name="sha256">SHA-256 of the whole file, hex.</param>
    public static DicomIdentity Of(DicomHeaderUids? header, string sha256)
    {
        var said = header ?? new DicomHeaderUids();
        return new DicomIdentity(
            said.StudyInstanceUid ?? DicomUIDGenerator.OfContent(sha256, "study"),
            said.SeriesInstanceUid ?? DicomUIDGenerator.OfContent(sha256, "series"),
            said.SopInstanceUid ?? DicomUIDGenerator.OfContent(sha256, "instance"),
            said.SopClassUid ?? DicomUID.SecondaryCaptureImageStorage.Uid,
            said.TransferSyntaxUid);
    }
}

/// <summary>Identifiers as they stand in a file; null where one is missing or is none.</summary>
public sealed record DicomHeaderUids
{
    private const int MaxLength = 64; // PS3.5, 9.1
    private const ushort IdentifyingGroup = 0x0020; // the last one with identifiers of its own

    public string? StudyInstanceUid { get; init; }

    public string? SeriesInstanceUid { get; init; }

    public string? SopInstanceUid { get; init; }

    public string? SopClassUid { get; init; }

    public string? TransferSyntaxUid { get; init; }

    /// <summary>Reads them from a file that is no film, or a film that is not taken.</summary>
    /// <param name="start">The beginning of the file.</param>
    /// <returns>Null where it is no DICOM file, or is damaged before they are read.</returns>
    public static DicomHeaderUids? TryRead(ReadOnlyMemory<byte> start)
    {
        try
        {
            return Preamble.IsExecutable(start.Span) ? null : Of(DicomFile.Open(start, DicomLimits.Header, IdentifyingGroup));
        }
        catch (DicomFileException)
        {
            return null;
        }
    }

    internal static DicomHeaderUids Of(DicomFile file)
    {
        var dataset = file.Dataset;
        return new DicomHeaderUids
        {
            StudyInstanceUid = Uid(dataset.GetStringOrDefault(DicomTag.StudyInstanceUid)),
            SeriesInstanceUid = Uid(dataset.GetStringOrDefault(DicomTag.SeriesInstanceUid)),
            SopInstanceUid = Uid(dataset.GetStringOrDefault(DicomTag.SopInstanceUid)) ?? Uid(file.FileMetaInfo.MediaStorageSopInstanceUid),
            SopClassUid = Uid(dataset.GetStringOrDefault(DicomTag.SopClassUid)) ?? Uid(file.FileMetaInfo.MediaStorageSopClassUid),
            TransferSyntaxUid = Uid(file.FileMetaInfo.TransferSyntaxUid),
        };
    }

    // Laxer than the standard, which forbids parts with leading zeros: devices write them, and archives know films by them.
    private static string? Uid(string? text) =>
        text is { Length: > 0 and <= MaxLength } && text.All(c => char.IsAsciiDigit(c) || c == '.') ? text : null;
}
