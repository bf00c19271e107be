using XrayPortal.Imaging.Dicom;

namespace XrayPortal.DicomWeb;

/// <summary>Attributes of answers that no film holds.</summary>
internal static class DicomWebTags
{
    public static readonly DicomTag ReferencedSopClassUid = new(0x0008, 0x1150);
    public static readonly DicomTag ReferencedSopInstanceUid = new(0x0008, 0x1155);
    public static readonly DicomTag RetrieveUrl = new(0x0008, 0x1190);
    public static readonly DicomTag FailureReason = new(0x0008, 0x1197);
    public static readonly DicomTag FailedSopSequence = new(0x0008, 0x1198);
    public static readonly DicomTag ReferencedSopSequence = new(0x0008, 0x1199);
}

/// <summary>Where studies and what is in them are fetched, as the caller reaches the portal.</summary>
/// <param name="Root">Of the service, without a slash at its end.</param>
internal sealed record RetrieveAddresses(string Root)
{
    public static RetrieveAddresses Of(HttpRequest request) =>
        new($"{request.Scheme}://{request.Host}{request.PathBase}{DicomWebSlice.BasePath}");

    public string Study(string study) => $"{Root}/studies/{study}";

    public string Series(string study, string series) => $"{Study(study)}/series/{series}";

    public string Instance(string study, string series, string instance) => $"{Series(study, series)}/instances/{instance}";
}
