using XrayPortal.Data;

namespace XrayPortal.Films;

/// <summary>Holds one claimed item: renews its lease while the work goes on, and tells the work when the lease is lost.</summary>
public sealed class LeaseKeeper : IAsyncDisposable
{
    private readonly WorkQueue queue;
    private readonly TimeSpan duration;
    private readonly CancellationTokenSource lost;
    private readonly Task renewing;
    private double progress;

    internal LeaseKeeper(WorkQueue queue, WorkItem item, TimeSpan duration, TimeProvider clock, CancellationToken stopping)
    {
        this.queue = queue;
        this.duration = duration;
        Item = item;
        progress = item.Progress;
        lost = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        renewing = RenewAsync(clock);
    }

    public WorkItem Item { get; }

    /// <summary>Cancelled when the portal stops or another worker has taken the item.</summary>
    public CancellationToken Cancelled => lost.Token;

    /// <summary>Set by <see cref="CompleteIn"/>.</summary>
    public bool Completed { get; private set; }

    internal TimeSpan? PostponedBy { get; private set; }

    /// <summary>Marks the item done within the caller's own save, so that the result and the end of the work stand or fall together.</summary>
    public void CompleteIn(PortalDb database)
    {
        ArgumentNullException.ThrowIfNull(database);
        database.Attach(Item);
        Item.State = WorkState.Done;
        Item.Progress = 1;
        Item.LeaseUntil = null;
        Completed = true;
    }

    /// <summary>Puts the item back after the handler returns; the attempt is not counted.</summary>
    public void Postpone(TimeSpan delay) => PostponedBy = delay;

    /// <summary>Records progress 0..1 and renews the lease. False: the lease is lost, stop.</summary>
    public async Task<bool> ReportAsync(double value, CancellationToken cancellationToken)
    {
        progress = value;
        var ours = await queue.RenewAsync(Item, duration, progress, cancellationToken);
        if (!ours) await lost.CancelAsync();
        return ours;
    }

    public async ValueTask DisposeAsync()
    {
        await lost.CancelAsync();
        await renewing;
        lost.Dispose();
    }

    private async Task RenewAsync(TimeProvider clock)
    {
        // Three signs of life fit into one lease, so that a single slow save loses nothing.
        using var timer = new PeriodicTimer(duration / 3, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(lost.Token))
            {
                if (await queue.RenewAsync(Item, duration, progress, lost.Token)) continue;
                await lost.CancelAsync();
                return;
            }
        }
        catch (OperationCanceledException)
        {
            // The work has ended or the portal stops.
        }
    }
}
