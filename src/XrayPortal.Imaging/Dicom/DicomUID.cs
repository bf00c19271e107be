namespace XrayPortal.Imaging.Dicom;

/// <summary>A unique identifier with the name that the standard gives it.</summary>
/// <remarks>Source: DICOM PS3.6, annex A; PS3.5, 9.</remarks>
public sealed record DicomUID(string Uid, string Name)
{
    public static readonly DicomUID Verification = new("1.2.840.10008.1.1", "Verification SOP Class");
    public static readonly DicomUID ComputedRadiographyImageStorage = new("1.2.840.10008.5.1.4.1.1.1", "Computed Radiography Image Storage");
    public static readonly DicomUID DigitalXRayImageStorageForPresentation = new("1.2.840.10008.5.1.4.1.1.1.1", "Digital X-Ray Image Storage - For Presentation");
    public static readonly DicomUID DigitalXRayImageStorageForProcessing = new("1.2.840.10008.5.1.4.1.1.1.1.1", "Digital X-Ray Image Storage - For Processing");
    public static readonly DicomUID SecondaryCaptureImageStorage = new("1.2.840.10008.5.1.4.1.1.7", "Secondary Capture Image Storage");
    public static readonly DicomUID ComprehensiveSRStorage = new("1.2.840.10008.5.1.4.1.1.88.33", "Comprehensive SR Storage");
    public static readonly DicomUID EncapsulatedPDFStorage = new("1.2.840.10008.5.1.4.1.1.104.1", "Encapsulated PDF Storage");

    /// <summary>At most 64 characters: digits in parts between dots, no part beginning with a needless 0.</summary>
    public static bool IsValid(string? uid)
    {
        if (uid is not { Length: > 0 and <= 64 }) return false;
        foreach (var part in uid.AsSpan().Split('.'))
        {
            var digits = uid.AsSpan(part);
            if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9') || (digits.Length > 1 && digits[0] == '0')) return false;
        }

        return true;
    }

    public override string ToString() => Uid;
}
