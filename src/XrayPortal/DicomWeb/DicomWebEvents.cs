namespace XrayPortal.DicomWeb;

/// <summary>Audit events of the DICOMweb services; films that are stored or fetched have events of their own. No detail holds what was searched for.</summary>
internal static class DicomWebEvents
{
    public const string Subject = "dicom-web";
    public const string SearchedAction = "dicom-web.searched";
}
