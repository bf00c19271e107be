using System.ComponentModel.DataAnnotations;

namespace XrayPortal.Monitoring;

/// <summary>Settings of monitoring, section <c>Monitoring</c>.</summary>
public sealed class MonitoringOptions
{
    public const string Section = "Monitoring";

    /// <summary>Below this the portal is not ready.</summary>
    [Range(1, 1_000_000)]
    public int LowDiskMegabytes { get; set; } = 500;

    /// <summary>How often the counts behind <c>/metrics</c> are read from the database.</summary>
    [Range(1, 3600)]
    public int CountEverySeconds { get; set; } = 5;
}
