using System.Collections.Concurrent;

namespace XrayPortal.Films;

/// <summary>What happened to a film, for pages that are open.</summary>
public sealed record FilmChange(Guid FilmId, FilmState State);

/// <summary>Tells this process's open pages that a film has changed.</summary>
public sealed class FilmNotifier
{
    private readonly ConcurrentDictionary<Subscription, Action<FilmChange>> subscriptions = new();

    /// <param name="onChange">Runs on the teller's thread and must be quick: a page enters its own thread by <c>InvokeAsync</c>.</param>
    /// <returns>Dispose it to hear no more.</returns>
    public IDisposable Subscribe(Action<FilmChange> onChange)
    {
        var subscription = new Subscription(this);
        subscriptions[subscription] = onChange;
        return subscription;
    }

    public void Tell(Guid filmId, FilmState state)
    {
        foreach (var onChange in subscriptions.Values) onChange(new FilmChange(filmId, state));
    }

    private sealed class Subscription(FilmNotifier notifier) : IDisposable
    {
        public void Dispose() => notifier.subscriptions.TryRemove(this, out _);
    }
}
