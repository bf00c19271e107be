using System.Collections.Concurrent;

namespace XrayPortal.TrainingRuns;

/// <summary>Runs of this process as they go on, and a word to open pages when there is something new.</summary>
public sealed class TrainingRunFeed
{
    private readonly ConcurrentDictionary<Guid, TrainingProgress> live = new();

    /// <summary>Raised with the run's id, on any thread; handlers must be quick.</summary>
    public event Action<Guid>? Changed;

    /// <summary>Null where the run does not go on in this process: read its log then.</summary>
    public TrainingSnapshot? Find(Guid runId) => live.TryGetValue(runId, out var progress) ? progress.Snapshot() : null;

    internal void Begin(Guid runId, TrainingProgress progress)
    {
        live[runId] = progress;
        Tell(runId);
    }

    internal void Tell(Guid runId) => Changed?.Invoke(runId);

    internal void End(Guid runId)
    {
        live.TryRemove(runId, out _);
        Tell(runId);
    }
}
