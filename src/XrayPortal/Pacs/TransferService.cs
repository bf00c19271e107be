using Microsoft.EntityFrameworkCore;
using XrayPortal.Accounts;
using XrayPortal.Data;
using XrayPortal.Films;
using XrayPortal.Imaging;

namespace XrayPortal.Pacs;

/// <summary>Puts results on their way into archives: by hand, or by themselves where the settings say so.</summary>
internal sealed class TransferService(
    IDbContextFactory<PortalDb> databases, ArchiveDirectory archives, WorkQueue queue, FilmNotifier notifier, TimeProvider clock)
{
    private const string Portal = "system";

    /// <summary>Names of the archives that results can be sent to.</summary>
    public IReadOnlyList<string> Targets => [.. archives.All.Where(a => a.TakesResults).Select(a => a.Name)];

    /// <summary>Puts the film's newest result on its way; one that is on its way already is given.</summary>
    public async Task<Result<Transfer>> RequestAsync(Guid filmId, string? archive, Reader reader, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (archives.Find(archive) is not { } target) return PacsRefusals.NoSuchArchive;
        if (!target.TakesResults) return PacsRefusals.TakesNoResults;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var film = await db.Films.AsNoTracking().SingleOrDefaultAsync(f => f.Id == filmId, cancellationToken);
        if (film is null) return FilmRefusals.NotFound;
        var result = await db.FilmResults.AsNoTracking().Where(r => r.FilmId == filmId).OrderByDescending(r => r.ScoredAt).FirstOrDefaultAsync(cancellationToken);
        if (film.State != FilmState.Done || result is null) return PacsRefusals.NoResult;
        var underWay = await db.Transfers.AsNoTracking()
            .FirstOrDefaultAsync(t => t.FilmId == filmId && t.ResultId == result.Id && t.Archive == target.Name && t.State == TransferState.Queued, cancellationToken);
        if (underWay is not null) return underWay;

        var transfer = Add(db, film, result, target, reader);
        await db.SaveChangesAsync(cancellationToken); // single save = single transaction
        queue.Wake(WorkKind.Transfer);
        notifier.Tell(filmId, film.State);
        return transfer;
    }

    /// <summary>Transfers of a film, the newest first.</summary>
    public async Task<IReadOnlyList<Transfer>> ListAsync(Guid filmId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Transfers.AsNoTracking().Where(t => t.FilmId == filmId).OrderByDescending(t => t.CreatedAt).Take(50).ToListAsync(cancellationToken);
    }

    /// <summary>Adds to the save that finishes a film what is to be sent of it without anybody asking.</summary>
    public void AddAutomatic(PortalDb db, Film film, FilmResult result)
    {
        if (film.Format != Imaging.Decode.FilmFormat.Dicom || film.Synthetic) return;
        foreach (var archive in archives.All.Where(a => a is { SendAutomatically: true, TakesResults: true })) Add(db, film, result, archive, reader: null);
    }

    private Transfer Add(PortalDb db, Film film, FilmResult result, ArchiveOptions archive, Reader? reader)
    {
        var now = clock.GetUtcNow();
        var transfer = new Transfer
        {
            Id = Guid.CreateVersion7(now),
            FilmId = film.Id,
            ResultId = result.Id,
            Archive = archive.Name,
            RequestedById = reader?.Id,
            RequestedByName = reader?.Name ?? Portal,
            CreatedAt = now,
        };
        db.AddRange(transfer, queue.NewItem(WorkKind.Transfer, transfer.Id), PacsEvents.Requested(transfer, reader, now));
        return transfer;
    }
}
