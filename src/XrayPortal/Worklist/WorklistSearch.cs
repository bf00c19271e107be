using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using XrayPortal.Data;
using XrayPortal.Films;
using XrayPortal.Flags;
using XrayPortal.Imaging;
using XrayPortal.Inference.Scoring;

namespace XrayPortal.Worklist;

public enum WorklistOrder
{
    Uploaded,
    Patient,
    Age,
    State,
}

/// <summary>One page of the list as a person sees it.</summary>
public sealed record WorklistRows(IReadOnlyList<WorklistRow> Rows, int Total);

/// <summary>Finds films: filtering, order and paging happen in the database.</summary>
public sealed class WorklistSearch(IDbContextFactory<PortalDb> databases)
{
    private const int MaxLimit = 200;

    /// <summary>A page by number, for the table: any order, with the total.</summary>
    public async Task<WorklistRows> PageAsync(
        WorklistFilter filter, WorklistOrder order, bool descending, int skip, int take, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var films = Matching(db, filter);
        var total = await films.CountAsync(cancellationToken);
        var page = Ordered(films, order, descending).Skip(skip).Take(take);
        return new WorklistRows(await Rows(db, page).ToListAsync(cancellationToken), total);
    }

    /// <summary>A page by cursor, newest first, for programs: what arrives meanwhile shifts nothing.</summary>
    internal async Task<Result<WorklistAnswer>> AfterAsync(
        WorklistFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        if (limit is not (>= 1 and <= MaxLimit)) return WorklistRefusals.BadLimit;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var films = Matching(db, filter);
        if (!string.IsNullOrEmpty(cursor))
        {
            if (Cursor.Parse(cursor) is not { } after) return WorklistRefusals.BadCursor;
            films = films.Where(f => f.UploadedAt < after.At || (f.UploadedAt == after.At && f.Id.CompareTo(after.Id) < 0));
        }

        var page = Ordered(films, WorklistOrder.Uploaded, descending: true).Take(limit + 1);
        var rows = await Rows(db, page).ToListAsync(cancellationToken);
        var shown = rows.Take(limit).Select(WorklistItem.Of).ToList();
        return new WorklistAnswer(shown, rows.Count > limit ? new Cursor(rows[limit - 1].UploadedAt, rows[limit - 1].Id).Text : null);
    }

    /// <summary>The same rows as they are now, for a page that is open.</summary>
    public async Task<IReadOnlyList<WorklistRow>> RowsAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Rows(db, db.Films.AsNoTracking().Where(f => ids.Contains(f.Id))).ToListAsync(cancellationToken);
    }

    /// <summary>The film to read after this one: the next older one that is done and that nobody has judged, else the next older one.</summary>
    public async Task<Guid?> NextAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var at = await db.Films.Where(f => f.Id == id).Select(f => (DateTimeOffset?)f.UploadedAt).SingleOrDefaultAsync(cancellationToken);
        if (at is null) return null;
        var older = Ordered(
            db.Films.AsNoTracking().Where(f => f.UploadedAt < at || (f.UploadedAt == at && f.Id.CompareTo(id) < 0)),
            WorklistOrder.Uploaded, descending: true);
        var unread = await older
            .Where(f => f.State == FilmState.Done && !db.Flags.Any(g => g.FilmId == f.Id && g.WithdrawnAt == null))
            .Select(f => (Guid?)f.Id).FirstOrDefaultAsync(cancellationToken);
        return unread ?? await older.Select(f => (Guid?)f.Id).FirstOrDefaultAsync(cancellationToken);
    }

    private static IQueryable<Film> Matching(PortalDb db, WorklistFilter filter)
    {
        var films = db.Films.AsNoTracking();
        if (filter.State is { } state) films = films.Where(f => f.State == state);
        if (filter.UploadedById is { } person) films = films.Where(f => f.UploadedById == person);
        if (filter.Call is { } call)
        {
            var sentence = Wording.Of(call);
            films = films.Where(f => f.State == FilmState.Done && db.FilmResults.Where(r => r.FilmId == f.Id)
                .OrderByDescending(r => r.ScoredAt).Select(r => r.Call).FirstOrDefault() == sentence);
        }

        if (filter.Text is { } text)
        {
            var part = $"%{Escaped(text.ToLowerInvariant())}%";
            films = films.Where(f => EF.Functions.Like(f.FileName.ToLower(), part, "\\")
                || EF.Functions.Like(f.PatientReference!.ToLower(), part, "\\") || EF.Functions.Like(f.Accession!.ToLower(), part, "\\"));
        }

        return films;
    }

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    // The id last: no two films share a place, so pages neither repeat nor miss one.
    private static IOrderedQueryable<Film> Ordered(IQueryable<Film> films, WorklistOrder order, bool descending) => (order, descending) switch
    {
        (WorklistOrder.Uploaded, false) => films.OrderBy(f => f.UploadedAt).ThenBy(f => f.Id),
        (WorklistOrder.Uploaded, true) => films.OrderByDescending(f => f.UploadedAt).ThenByDescending(f => f.Id),
        (WorklistOrder.Patient, false) => films.OrderBy(f => f.PatientReference).ThenBy(f => f.Id),
        (WorklistOrder.Patient, true) => films.OrderByDescending(f => f.PatientReference).ThenByDescending(f => f.Id),
        (WorklistOrder.Age, false) => films.OrderBy(f => f.AgeYears).ThenBy(f => f.Id),
        (WorklistOrder.Age, true) => films.OrderByDescending(f => f.AgeYears).ThenByDescending(f => f.Id),
        (WorklistOrder.State, false) => films.OrderBy(f => f.State).ThenBy(f => f.Id),
        (WorklistOrder.State, true) => films.OrderByDescending(f => f.State).ThenByDescending(f => f.Id),
    };

    private static IQueryable<WorklistRow> Rows(PortalDb db, IQueryable<Film> films) =>
        from film in films
        let result = db.FilmResults.Where(r => r.FilmId == film.Id && film.State == FilmState.Done)
            .OrderByDescending(r => r.ScoredAt).Select(r => new { r.Call, r.Probability, r.ModelVersion }).FirstOrDefault()
        select new WorklistRow
        {
            Id = film.Id,
            FileName = film.FileName,
            Sha256 = film.Sha256,
            PatientReference = film.PatientReference,
            AgeYears = film.AgeYears,
            Sex = film.Sex,
            View = film.View,
            UploadedAt = film.UploadedAt,
            UploadedByName = film.UploadedByName,
            State = film.State,
            ReasonCode = film.ReasonCode,
            ReasonSentence = film.ReasonSentence,
            Synthetic = film.Synthetic,
            Call = result == null ? null : result.Call,
            Probability = result == null ? null : result.Probability,
            ModelVersion = result == null ? null : result.ModelVersion,
            Agrees = db.Flags.Count(g => g.FilmId == film.Id && g.WithdrawnAt == null && g.Opinion == FlagOpinion.Agree),
            Disagrees = db.Flags.Count(g => g.FilmId == film.Id && g.WithdrawnAt == null && g.Opinion == FlagOpinion.Disagree),
        };

    /// <summary>A place in the list; opaque to who gets it.</summary>
    private sealed record Cursor(DateTimeOffset At, Guid Id)
    {
        public string Text => Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"{At.UtcTicks}.{Id:N}"));

        public static Cursor? Parse(string text)
        {
            if (text.Length > 200 || !Base64Url.IsValid(text)) return null;
            var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split('.');
            return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
                && ticks <= DateTimeOffset.MaxValue.UtcTicks && Guid.TryParse(parts[1], out var id)
                ? new Cursor(new DateTimeOffset(ticks, TimeSpan.Zero), id)
                : null;
        }
    }
}
