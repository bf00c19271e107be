using Microsoft.Extensions.Options;

namespace XrayPortal.Films;

/// <summary>Runs the queue on this node: claims as many items as there are free places, and ends each in one of the queue's ways.</summary>
internal sealed partial class WorkRunner(
    WorkQueue queue, IEnumerable<IWorkHandler> handlers, IOptions<WorkOptions> options, TimeProvider clock, ILogger<WorkRunner> logger)
    : BackgroundService
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);

    private readonly TimeSpan poll = TimeSpan.FromMilliseconds(options.Value.PollMilliseconds);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the rest of the portal starts meanwhile
        try
        {
            var recovered = await queue.RecoverAsync(stoppingToken);
            if (recovered > 0) Log.Recovered(logger, recovered);
            await Task.WhenAll(handlers.Select(handler => RunAsync(handler, stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }
    }

    private async Task RunAsync(IWorkHandler handler, CancellationToken stopping)
    {
        using var places = new SemaphoreSlim(handler.Concurrency);
        var underWay = new List<Task>();
        try
        {
            while (true)
            {
                await places.WaitAsync(stopping);
                var free = 1;
                while (places.Wait(0, stopping)) free++;
                var claimed = await TryClaimAsync(handler.Kind, free, stopping);
                if (claimed.Count < free) places.Release(free - claimed.Count);
                underWay.RemoveAll(work => work.IsCompleted);
                underWay.AddRange(claimed.Select(item => ProcessAsync(handler, item, places, stopping)));
                if (claimed.Count == 0) await queue.WaitAsync(handler.Kind, poll, stopping);
            }
        }
        finally
        {
            await Task.WhenAll(underWay); // what is under way puts itself back before the portal is gone
        }
    }

    private async Task<IReadOnlyList<WorkItem>> TryClaimAsync(WorkKind kind, int count, CancellationToken stopping)
    {
        try
        {
            return await queue.ClaimAsync(kind, count, stopping);
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            Log.ClaimFailed(logger, kind, failure); // a locked or lost database comes back; the queue waits for it
            return [];
        }
    }

    private async Task ProcessAsync(IWorkHandler handler, WorkItem item, SemaphoreSlim places, CancellationToken stopping)
    {
        await Task.Yield(); // claiming the next one does not wait for this one's first await
        try
        {
            if (item.Attempt > handler.MaxAttempts) await GiveUpAsync(handler, item);
            else await HandleAsync(handler, item, stopping);
        }
        catch (Exception failure)
        {
            Log.EndFailed(logger, item.Id, failure); // the lease runs out and the item is claimed again
        }
        finally
        {
            places.Release();
        }
    }

    private async Task HandleAsync(IWorkHandler handler, WorkItem item, CancellationToken stopping)
    {
        await using var lease = queue.Keep(item, stopping);
        try
        {
            await handler.HandleAsync(item, lease, lease.Cancelled);
            if (lease.PostponedBy is { } delay) await queue.ReleaseAsync(item, delay, countAttempt: false, CancellationToken.None);
            else if (!lease.Completed) await queue.CompleteAsync(item, CancellationToken.None);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await queue.ReleaseAsync(item, TimeSpan.Zero, countAttempt: false, CancellationToken.None);
        }
        catch (OperationCanceledException) when (lease.Cancelled.IsCancellationRequested)
        {
            Log.LeaseLost(logger, item.Id);
        }
        catch (Exception failure)
        {
            Log.Failed(logger, item.Id, item.Kind, item.Attempt, failure);
            if (item.Attempt >= handler.MaxAttempts) await GiveUpAsync(handler, item);
            else await queue.ReleaseAsync(item, AfterFailure * item.Attempt, countAttempt: true, CancellationToken.None);
        }
    }

    private async Task GiveUpAsync(IWorkHandler handler, WorkItem item)
    {
        await handler.GiveUpAsync(item, CancellationToken.None);
        await queue.FailAsync(item, CancellationToken.None);
        Log.GivenUp(logger, item.Id, item.Kind, clock.GetUtcNow() - item.CreatedAt);
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Information, "{Count} items of work left by an earlier process are queued again")]
        public static partial void Recovered(ILogger logger, int count);

        [LoggerMessage(2002, LogLevel.Error, "The queue could not be read for {Kind}; trying again")]
        public static partial void ClaimFailed(ILogger logger, WorkKind kind, Exception failure);

        [LoggerMessage(2003, LogLevel.Error, "Work {ItemId} ({Kind}) failed in attempt {Attempt}")]
        public static partial void Failed(ILogger logger, long itemId, WorkKind kind, int attempt, Exception failure);

        [LoggerMessage(2004, LogLevel.Error, "Work {ItemId} ({Kind}) was given up after {Age}")]
        public static partial void GivenUp(ILogger logger, long itemId, WorkKind kind, TimeSpan age);

        [LoggerMessage(2005, LogLevel.Warning, "Work {ItemId} was taken by another worker")]
        public static partial void LeaseLost(ILogger logger, long itemId);

        [LoggerMessage(2006, LogLevel.Error, "The end of work {ItemId} could not be saved; it will be claimed again")]
        public static partial void EndFailed(ILogger logger, long itemId, Exception failure);
    }
}
