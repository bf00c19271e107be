using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using XrayPortal.Data;

namespace XrayPortal.Monitoring;

/// <summary>Room on the disk that holds the data folder.</summary>
public sealed record DiskSpace(long FreeBytes, long TotalBytes)
{
    public double FreeShare => TotalBytes == 0 ? 1 : (double)FreeBytes / TotalBytes;

    internal static DiskSpace Of(DataFolder folder)
    {
        var drive = new DriveInfo(folder.Root);
        return new DiskSpace(drive.AvailableFreeSpace, drive.TotalSize);
    }
}

/// <summary>Whether there is room for films: a full disk refuses uploads in the middle.</summary>
internal sealed class DiskHealth(DataFolder folder, IOptions<MonitoringOptions> options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var free = DiskSpace.Of(folder).FreeBytes / (1024 * 1024);
        var needed = options.Value.LowDiskMegabytes;
        return Task.FromResult(free >= needed
            ? HealthCheckResult.Healthy("There is room on the disk.")
            : HealthCheckResult.Unhealthy($"The disk of the data folder has less than {needed} MiB left. Make room, or films will be refused."));
    }
}
