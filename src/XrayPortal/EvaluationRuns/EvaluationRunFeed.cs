using System.Collections.Concurrent;

namespace XrayPortal.EvaluationRuns;

/// <summary>How far the runs of this process are, and a word to open pages when there is something new.</summary>
public sealed class EvaluationRunFeed
{
    private readonly ConcurrentDictionary<Guid, double> shares = new();

    /// <summary>Raised with the run's id, on any thread; handlers must be quick.</summary>
    public event Action<Guid>? Changed;

    /// <summary>0..1; null where the run does not go on in this process.</summary>
    public double? Share(Guid runId) => shares.TryGetValue(runId, out var share) ? share : null;

    internal void Report(Guid runId, double share)
    {
        shares[runId] = share;
        Changed?.Invoke(runId);
    }

    internal void End(Guid runId)
    {
        shares.TryRemove(runId, out _);
        Changed?.Invoke(runId);
    }
}
