using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace XrayPortal.Decoding;

/// <summary>Whether films can be decoded, and how often a decoding process did not survive one.</summary>
internal sealed class DecoderHealth(DecodePool pool) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        pool.Works
            ? HealthCheckResult.Healthy($"Films are decoded in processes of their own{Limits}; {pool.Ended} ended in the middle of a film since the start.")
            : HealthCheckResult.Unhealthy(DecodeRefusals.CannotStart.Sentence));

    private static string Limits => OperatingSystem.IsLinux() ? "" : ", without limits: this system is no Linux";
}
