using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.Options;
using XrayPortal.Data;

namespace XrayPortal.Films;

/// <summary>
/// The durable queue: a table of leases. An item is added in the save of the row it belongs to, claimed by one statement,
/// kept by renewing its lease, and claimed again by whoever comes next when the lease runs out.
/// </summary>
public sealed class WorkQueue(IDbContextFactory<PortalDb> databases, TimeProvider clock, IOptions<WorkOptions> options)
{
    private readonly ConcurrentDictionary<WorkKind, Channel<bool>> wakes = new();
    private readonly string node = options.Value.Node.Length > 0 ? options.Value.Node : Environment.MachineName;

    /// <summary>Names this process: leases of an earlier process of the same node are known by the part before the slash.</summary>
    public string Owner => field ??= $"{node}/{Guid.CreateVersion7(clock.GetUtcNow()):N}";

    public TimeSpan Lease { get; } = TimeSpan.FromSeconds(options.Value.LeaseSeconds);

    /// <summary>A new item, to be added to the save of its subject. Call <see cref="Wake"/> after that save.</summary>
    public WorkItem NewItem(WorkKind kind, Guid subjectId) => new()
    {
        Kind = kind,
        SubjectId = subjectId,
        State = WorkState.Queued,
        CreatedAt = clock.GetUtcNow(),
        AvailableAt = clock.GetUtcNow(),
    };

    /// <summary>Tells the workers of this process that there is something to do; without it they look every second.</summary>
    public void Wake(WorkKind kind) => WakeOf(kind).Writer.TryWrite(true);

    /// <summary>Returns when <see cref="Wake"/> was called or the time is up.</summary>
    public async Task WaitAsync(WorkKind kind, TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(atMost, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await WakeOf(kind).Reader.ReadAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time is up: look anyway.
        }
    }

    /// <summary>Claims up to <paramref name="count"/> items, oldest first: queued ones that are due, and running ones whose lease ran out.</summary>
    public async Task<IReadOnlyList<WorkItem>> ClaimAsync(WorkKind kind, int count, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var names = new Names(db);
        var lockRows = db.Database.IsNpgsql() ? "FOR UPDATE SKIP LOCKED" : "";
        var now = clock.GetUtcNow();
        var sql = $$"""
            UPDATE {{names.Table}} SET {{names.State}} = 'running', {{names.Owner}} = {0},
                {{names.Attempt}} = {{names.Attempt}} + 1, {{names.LeaseUntil}} = {1}
            WHERE {{names.Id}} IN (
                SELECT {{names.Id}} FROM {{names.Table}}
                WHERE {{names.Kind}} = {2} AND (({{names.State}} = 'queued' AND {{names.AvailableAt}} <= {3})
                    OR ({{names.State}} = 'running' AND {{names.LeaseUntil}} < {3}))
                ORDER BY {{names.Id}} LIMIT {4} {{lockRows}})
            RETURNING *
            """;
        using var turn = await db.WriterTurnAsync(cancellationToken);
        var claimed = await db.WorkItems
            .FromSqlRaw(sql, Owner, (now + Lease).UtcTicks, names.Text(kind), now.UtcTicks, count)
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        return [.. claimed.OrderBy(i => i.Id)]; // RETURNING promises no order
    }

    internal LeaseKeeper Keep(WorkItem item, CancellationToken stopping) => new(this, item, Lease, clock, stopping);

    /// <summary>A sign of life. False: the item is not ours any more.</summary>
    internal async Task<bool> RenewAsync(WorkItem item, TimeSpan duration, double progress, CancellationToken cancellationToken)
    {
        var until = clock.GetUtcNow() + duration;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        using var turn = await db.WriterTurnAsync(cancellationToken);
        return await Ours(db, item).ExecuteUpdateAsync(
            set => set.SetProperty(i => i.LeaseUntil, until).SetProperty(i => i.Progress, progress), cancellationToken) > 0;
    }

    internal async Task CompleteAsync(WorkItem item, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        using var turn = await db.WriterTurnAsync(cancellationToken);
        await Ours(db, item).ExecuteUpdateAsync(
            set => set.SetProperty(i => i.State, WorkState.Done).SetProperty(i => i.Progress, 1).SetProperty(i => i.LeaseUntil, (DateTimeOffset?)null),
            cancellationToken);
    }

    /// <summary>Puts an item back: it is due again after the delay.</summary>
    internal async Task ReleaseAsync(WorkItem item, TimeSpan delay, bool countAttempt, CancellationToken cancellationToken)
    {
        var due = clock.GetUtcNow() + delay;
        var attempt = countAttempt ? item.Attempt : Math.Max(0, item.Attempt - 1);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        using var turn = await db.WriterTurnAsync(cancellationToken);
        await Ours(db, item).ExecuteUpdateAsync(
            set => set.SetProperty(i => i.State, WorkState.Queued).SetProperty(i => i.AvailableAt, due)
                .SetProperty(i => i.Attempt, attempt).SetProperty(i => i.Owner, (string?)null).SetProperty(i => i.LeaseUntil, (DateTimeOffset?)null),
            cancellationToken);
    }

    internal async Task FailAsync(WorkItem item, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        using var turn = await db.WriterTurnAsync(cancellationToken);
        await Ours(db, item).ExecuteUpdateAsync(
            set => set.SetProperty(i => i.State, WorkState.Failed).SetProperty(i => i.LeaseUntil, (DateTimeOffset?)null), cancellationToken);
    }

    /// <summary>
    /// Releases at once what an earlier process of this node left running, so that nothing waits for a lease to run out.
    /// SQLite has one portal only: there every lease is an earlier process's.
    /// </summary>
    public async Task<int> RecoverAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var mine = node + "/";
        var left = db.WorkItems.Where(i => i.State == WorkState.Running && i.Owner != Owner);
        if (!db.Database.IsSqlite()) left = left.Where(i => i.Owner!.StartsWith(mine));
        using var turn = await db.WriterTurnAsync(cancellationToken);
        return await left.ExecuteUpdateAsync(
            set => set.SetProperty(i => i.State, WorkState.Queued).SetProperty(i => i.Owner, (string?)null).SetProperty(i => i.LeaseUntil, (DateTimeOffset?)null),
            cancellationToken);
    }

    private IQueryable<WorkItem> Ours(PortalDb db, WorkItem item) =>
        db.WorkItems.Where(i => i.Id == item.Id && i.Owner == Owner && i.State == WorkState.Running && i.Attempt == item.Attempt);

    private Channel<bool> WakeOf(WorkKind kind) =>
        wakes.GetOrAdd(kind, _ => Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }));

    /// <summary>Names of the table as the database has them, quoted for it.</summary>
    private sealed class Names(PortalDb db)
    {
        private readonly IEntityType entity = db.Model.FindEntityType(typeof(WorkItem))!;

        public string Table => Quote(entity.GetTableName()!);

        public string Id => Column(nameof(WorkItem.Id));

        public string Kind => Column(nameof(WorkItem.Kind));

        public string State => Column(nameof(WorkItem.State));

        public string Owner => Column(nameof(WorkItem.Owner));

        public string Attempt => Column(nameof(WorkItem.Attempt));

        public string LeaseUntil => Column(nameof(WorkItem.LeaseUntil));

        public string AvailableAt => Column(nameof(WorkItem.AvailableAt));

        /// <summary>The kind as stored.</summary>
        public string Text(WorkKind kind) =>
            (string)entity.FindProperty(nameof(WorkItem.Kind))!.GetTypeMapping().Converter!.ConvertToProvider(kind)!;

        private string Column(string property) => Quote(entity.FindProperty(property)!.GetColumnName());

        private static string Quote(string name) => $"\"{name}\"";
    }
}
