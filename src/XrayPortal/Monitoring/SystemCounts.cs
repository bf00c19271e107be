using Microsoft.EntityFrameworkCore;
using XrayPortal.Data;
using XrayPortal.Films;

namespace XrayPortal.Monitoring;

public sealed record QueueCount(WorkKind Kind, WorkState State, int Count);

public sealed record FilmCount(FilmState State, int Count);

/// <summary>How much there is of what, read at one moment.</summary>
public sealed record SystemCounts(IReadOnlyList<QueueCount> Queue, IReadOnlyList<FilmCount> Films, int TrainingRuns, int EvaluationRuns)
{
    public static readonly SystemCounts None = new([], [], 0, 0);

    public int Waiting(WorkKind kind) => Queue.Where(q => q.Kind == kind && q.State is WorkState.Queued).Sum(q => q.Count);

    public int Running(WorkKind kind) => Queue.Where(q => q.Kind == kind && q.State is WorkState.Running).Sum(q => q.Count);

    internal static async Task<SystemCounts> ReadAsync(IDbContextFactory<PortalDb> databases, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var queue = await db.WorkItems.Where(i => i.State == WorkState.Queued || i.State == WorkState.Running)
            .GroupBy(i => new { i.Kind, i.State }).Select(g => new QueueCount(g.Key.Kind, g.Key.State, g.Count())).ToListAsync(cancellationToken);
        var films = await db.Films.GroupBy(f => f.State).Select(g => new FilmCount(g.Key, g.Count())).ToListAsync(cancellationToken);
        return new SystemCounts(queue, films, await db.TrainingRuns.CountAsync(cancellationToken), await db.EvaluationRuns.CountAsync(cancellationToken));
    }
}
