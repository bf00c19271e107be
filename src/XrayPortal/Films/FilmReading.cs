using Microsoft.EntityFrameworkCore;
using XrayPortal.Accounts;
using XrayPortal.Audit;
using XrayPortal.Data;
using XrayPortal.Flags;
using XrayPortal.Imaging;

namespace XrayPortal.Films;

/// <summary>A film with all that is known of it; detached.</summary>
/// <param name="Results">Newest first; empty unless the film is done.</param>
/// <param name="Flags">Oldest first, without the withdrawn ones.</param>
public sealed record FilmRecord(Film Film, IReadOnlyList<FilmResult> Results, IReadOnlyList<Flag> Flags)
{
    public FilmResult? Result => Film.State == FilmState.Done && Results is [var newest, ..] ? newest : null;
}

/// <summary>Opens films for people; opening one that is finished is a view and is audited.</summary>
public sealed class FilmReading(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <summary>Opens a film for a reader.</summary>
    public async Task<Result<FilmRecord>> OpenAsync(Guid id, Reader reader, CancellationToken cancellationToken)
    {
        var found = await FindAsync(id, cancellationToken);
        // While it waits there is nothing to see, and programs ask often.
        if (found.IsRefused || found.Value.Film.State is FilmState.Queued or FilmState.Running) return found;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.Add(FilmEvents.Viewed(id, reader, clock.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        return found;
    }

    /// <summary>The same without a record in the trail: for a page that is open already, and for the portal itself.</summary>
    public async Task<Result<FilmRecord>> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var film = await db.Films.AsNoTracking().SingleOrDefaultAsync(f => f.Id == id, cancellationToken);
        if (film is null) return FilmRefusals.NotFound;
        var results = await db.FilmResults.AsNoTracking().Where(r => r.FilmId == id)
            .OrderByDescending(r => r.ScoredAt).ToListAsync(cancellationToken);
        var flags = await db.Flags.AsNoTracking().Where(f => f.FilmId == id && f.WithdrawnAt == null)
            .OrderBy(f => f.RaisedAt).ToListAsync(cancellationToken);
        return new FilmRecord(film, results, flags);
    }

    /// <summary>What happened to a film, newest first, at most 200 events.</summary>
    public async Task<Result<IReadOnlyList<FilmEventView>>> HistoryAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await db.Films.AnyAsync(f => f.Id == id, cancellationToken)) return FilmRefusals.NotFound;
        var subject = id.ToString();
        return await db.AuditEvents.AsNoTracking()
            .Where(e => e.SubjectKind == FilmEvents.Subject && e.SubjectId == subject)
            .OrderByDescending(e => e.Sequence).Take(200)
            .Select(e => new FilmEventView(e.At, e.ActorName, e.Action, e.Outcome, e.Detail))
            .ToListAsync(cancellationToken);
    }
}
