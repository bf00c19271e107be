using Microsoft.Extensions.Diagnostics.HealthChecks;
using XrayPortal.Models;

namespace XrayPortal.Monitoring;

/// <summary>Whether a model is live: without one, films wait.</summary>
internal sealed class ModelHealth(ModelRegistry models) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        models.Live is { } live
            ? HealthCheckResult.Healthy($"{live.Manifest.Name} {live.Manifest.Version} is live on {live.Device}.")
            : HealthCheckResult.Unhealthy((models.LiveRefusal ?? ModelRefusals.NoneAtHand).Sentence));
}
