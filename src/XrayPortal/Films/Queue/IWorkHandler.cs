namespace XrayPortal.Films;

/// <summary>Does one kind of queued work. Registered in the container; <see cref="WorkRunner"/> finds it there.</summary>
public interface IWorkHandler
{
    WorkKind Kind { get; }

    /// <summary>How many items of this kind run side by side on this node, at least 1.</summary>
    int Concurrency { get; }

    /// <summary>How often an item may be claimed before it is given up. Work that resumes from its own checkpoint says more.</summary>
    int MaxAttempts => 3;

    /// <summary>
    /// Does the work. Returning means done; throwing means tried in vain; <see cref="LeaseKeeper.Postpone"/> before returning means later.
    /// </summary>
    /// <param name="item">What to do; detached.</param>
    /// <param name="lease">Keeps the item ours, carries progress.</param>
    /// <param name="cancellationToken">Cancelled when the portal stops or the lease is lost: save nothing more then.</param>
    Task HandleAsync(WorkItem item, LeaseKeeper lease, CancellationToken cancellationToken);

    /// <summary>Called once when the last attempt has failed, so that the subject can say so. May be called again after a crash.</summary>
    Task GiveUpAsync(WorkItem item, CancellationToken cancellationToken) => Task.CompletedTask;
}
