using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using XrayPortal.Data;

namespace XrayPortal.Audit;

/// <summary>What to show of the trail. Null: any.</summary>
/// <param name="Actor">Account name, whole, upper or lower case alike.</param>
/// <param name="Action">An action, or its first part with the dot: <c>film.</c></param>
public sealed record AuditFilter(
    DateTimeOffset? From = null, DateTimeOffset? To = null, string? Actor = null, string? Action = null);

/// <summary>Events, newest first, and where the next page begins.</summary>
public sealed record AuditPage(IReadOnlyList<AuditView> Events, long? Next);

public sealed record AuditView(
    long Sequence, DateTimeOffset At, string Actor, string Action, string SubjectKind, string SubjectId, string Outcome,
    string Detail, string Hash);

/// <summary>Reads the trail for people who may audit.</summary>
public sealed class AuditReader(IDbContextFactory<PortalDb> databases)
{
    public const int MaxLimit = 500;

    /// <param name="before">Sequence that the page ends before; null for the newest page.</param>
    public async Task<AuditPage> PageAsync(AuditFilter filter, long? before, int limit, CancellationToken cancellationToken)
    {
        var take = Math.Clamp(limit, 1, MaxLimit);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var events = Apply(db.AuditEvents.AsNoTracking(), filter);
        if (before is not null) events = events.Where(e => e.Sequence < before);
        var rows = await events.OrderByDescending(e => e.Sequence).Take(take + 1).Select(e => new AuditView(
            e.Sequence, e.At, e.ActorName, e.Action, e.SubjectKind, e.SubjectId, e.Outcome, e.Detail, e.Hash))
            .ToListAsync(cancellationToken);
        return rows.Count > take ? new AuditPage(rows[..take], rows[take - 1].Sequence) : new AuditPage(rows, null);
    }

    /// <summary>All that the filter lets through, oldest first, a row at a time.</summary>
    public async IAsyncEnumerable<AuditEvent> AllAsync(
        AuditFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var events = Apply(db.AuditEvents.AsNoTracking(), filter).OrderBy(e => e.Sequence).AsAsyncEnumerable();
        await foreach (var audit in events.WithCancellation(cancellationToken)) yield return audit;
    }

    /// <summary>Actions that occur, for a filter to choose from.</summary>
    public async Task<IReadOnlyList<string>> ActionsAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.AuditEvents.Select(e => e.Action).Distinct().Order().ToListAsync(cancellationToken);
    }

    private static IQueryable<AuditEvent> Apply(IQueryable<AuditEvent> events, AuditFilter filter)
    {
        if (filter.From is { } from) events = events.Where(e => e.At >= from);
        if (filter.To is { } to) events = events.Where(e => e.At < to);
        if (!string.IsNullOrWhiteSpace(filter.Actor))
        {
            var actor = filter.Actor.Trim().ToUpperInvariant();
#pragma warning disable CA1862 // becomes SQL, which knows no StringComparison
            events = events.Where(e => e.ActorName.ToUpper() == actor);
#pragma warning restore CA1862
        }

        if (!string.IsNullOrWhiteSpace(filter.Action))
        {
            var action = filter.Action.Trim();
            events = action.EndsWith('.')
                ? events.Where(e => e.Action.StartsWith(action))
                : events.Where(e => e.Action == action);
        }

        return events;
    }
}
