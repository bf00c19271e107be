using Microsoft.EntityFrameworkCore;
using XrayPortal.Accounts;
using XrayPortal.Data;
using XrayPortal.Films;
using XrayPortal.Imaging;
using XrayPortal.Inference.Scoring;

namespace XrayPortal.Flags;

/// <summary>Records a reader's opinion; row and audit event stand or fall together.</summary>
public sealed partial class FlagService(
    IDbContextFactory<PortalDb> databases, FilmNotifier notifier, TimeProvider clock, ILogger<FlagService> logger)
{
    private const int MaxComment = 1000;

    /// <summary>Raises a flag on the newest result. A reader has one opinion of a film: an earlier one is withdrawn by it.</summary>
    public async Task<Result<Flag>> RaiseAsync(Guid filmId, FlagDraft draft, Reader reader, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(reader);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var film = await db.Films.AsNoTracking().SingleOrDefaultAsync(f => f.Id == filmId, cancellationToken);
        if (film is null) return FilmRefusals.NotFound;
        var result = await db.FilmResults.AsNoTracking().Where(r => r.FilmId == filmId)
            .OrderByDescending(r => r.ScoredAt).FirstOrDefaultAsync(cancellationToken);
        if (film.State != FilmState.Done || result is null) return FlagRefusals.FilmNotScored;

        var flag = Read(draft, result, reader);
        if (flag.IsRefused) return flag;
        var earlier = await db.Flags.Where(f => f.FilmId == filmId && f.ReaderId == reader.Id && f.WithdrawnAt == null)
            .ToListAsync(cancellationToken);
        foreach (var old in earlier)
        {
            old.WithdrawnAt = flag.Value.RaisedAt;
            db.Add(FlagEvents.Withdrawn(old, reader, flag.Value.RaisedAt));
        }

        db.AddRange(flag.Value, FlagEvents.Raised(flag.Value, reader));
        await db.SaveChangesAsync(cancellationToken); // single save = single transaction
        notifier.Tell(filmId, film.State);
        Log.Raised(logger, flag.Value.Id, filmId);
        return flag;
    }

    /// <summary>Takes a flag back; it stays in the table and in the trail.</summary>
    public async Task<Result<Flag>> WithdrawAsync(Guid filmId, Guid flagId, Reader reader, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var flag = await db.Flags.SingleOrDefaultAsync(
            f => f.Id == flagId && f.FilmId == filmId && f.WithdrawnAt == null, cancellationToken);
        if (flag is null) return FlagRefusals.NotFound;
        if (flag.ReaderId != reader.Id) return FlagRefusals.NotYours;
        flag.WithdrawnAt = clock.GetUtcNow();
        db.Add(FlagEvents.Withdrawn(flag, reader, flag.WithdrawnAt.Value));
        await db.SaveChangesAsync(cancellationToken);
        notifier.Tell(filmId, FilmState.Done);
        Log.Withdrawn(logger, flagId, filmId);
        return flag;
    }

    private Result<Flag> Read(FlagDraft draft, FilmResult result, Reader reader)
    {
        if (KebabEnum.Parse<FlagOpinion>(draft.Opinion) is not { } opinion) return FlagRefusals.UnknownOpinion;
        var label = KebabEnum.Parse<FlagLabel>(draft.Label);
        if (!string.IsNullOrEmpty(draft.Label) && label is null) return FlagRefusals.UnknownLabel;
        var modelSays = result.Call == Wording.Of(Call.Suggestive) ? FlagLabel.Pneumonia : FlagLabel.Normal;
        // A reader may disagree with the map alone and still see what the model says.
        if (opinion == FlagOpinion.Agree && label is not null && label != modelSays) return FlagRefusals.LabelContradicts;
        var reason = string.IsNullOrEmpty(draft.Reason) ? FlagReasons.None : draft.Reason;
        var known = FlagReasons.All.Any(r => r.Code == reason);
        if (!known && (opinion == FlagOpinion.Disagree || reason != FlagReasons.None)) return FlagRefusals.UnknownReason;
        var comment = string.IsNullOrWhiteSpace(draft.Comment) ? null : draft.Comment.Trim();
        if (comment is { Length: > MaxComment }) return FlagRefusals.CommentTooLong;
        var now = clock.GetUtcNow();
        return new Flag
        {
            Id = Guid.CreateVersion7(now),
            FilmId = result.FilmId,
            ResultId = result.Id,
            Opinion = opinion,
            Label = opinion == FlagOpinion.Agree ? modelSays : label,
            Reason = reason,
            Comment = comment,
            ReaderId = reader.Id,
            ReaderName = reader.Name,
            RaisedAt = now,
            ModelName = result.ModelName,
            ModelVersion = result.ModelVersion,
        };
    }

    private static partial class Log
    {
        [LoggerMessage(4101, LogLevel.Information, "Flag {FlagId} raised on film {FilmId}")]
        public static partial void Raised(ILogger logger, Guid flagId, Guid filmId);

        [LoggerMessage(4102, LogLevel.Information, "Flag {FlagId} withdrawn from film {FilmId}")]
        public static partial void Withdrawn(ILogger logger, Guid flagId, Guid filmId);
    }
}
