using XrayPortal.Inference.Scoring;

namespace XrayPortal.Models;

/// <summary>A scorer that several films use at once; it is disposed when it was retired and the last of them has ended.</summary>
internal sealed class SharedScorer(FilmScorer scorer)
{
    private readonly Lock gate = new();
    private int users;
    private bool retired;

    public FilmScorer Scorer => scorer;

    /// <summary>True from the moment when nobody may use it any more: the native session behind it does not survive that.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Null once it was retired.</summary>
    public ScorerLease? TryTake()
    {
        lock (gate)
        {
            if (retired) return null;
            users++;
            return new ScorerLease(this);
        }
    }

    public void Retire()
    {
        lock (gate)
        {
            if (retired) return;
            retired = true;
            if (users == 0) End();
        }
    }

    internal void Return()
    {
        lock (gate)
        {
            users--;
            if (retired && users == 0) End();
        }
    }

    private void End()
    {
        IsGone = true;
        scorer.Dispose();
    }
}

/// <summary>The use of a scorer; dispose it when the film is scored, so that a replaced model can go.</summary>
public sealed class ScorerLease : IDisposable
{
    private SharedScorer? shared;

    internal ScorerLease(SharedScorer shared)
    {
        (this.shared, Owner) = (shared, shared);
        Scorer = shared.Scorer;
    }

    internal SharedScorer Owner { get; }

    public FilmScorer Scorer { get; }

    public void Dispose() => Interlocked.Exchange(ref shared, null)?.Return();
}
