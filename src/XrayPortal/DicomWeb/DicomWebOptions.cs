using System.ComponentModel.DataAnnotations;

namespace XrayPortal.DicomWeb;

/// <summary>Settings of the DICOMweb services, section <c>DicomWeb</c>.</summary>
public sealed class DicomWebOptions
{
    public const string Section = "DicomWeb";

    /// <summary>Objects in one request to store.</summary>
    [Range(1, 100_000)]
    public int MaxInstancesPerRequest { get; set; } = 1000;

    /// <summary>Bytes of one request to store; each object has the limit of films, too.</summary>
    [Range(1024L * 1024, 1024L * 1024 * 1024 * 1024)]
    public long MaxRequestBytes { get; set; } = 4L * 1024 * 1024 * 1024;
}
