using Microsoft.EntityFrameworkCore;
using XrayPortal.Accounts;
using XrayPortal.Audit;
using XrayPortal.Data;
using XrayPortal.DicomWeb;
using XrayPortal.Films;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Dicom.Deidentification;

namespace XrayPortal.Deidentification;

/// <summary>Whether a film may leave without identity.</summary>
/// <param name="Held">Why a person must look first; null where none must.</param>
/// <param name="Clearance">Null where nobody has looked.</param>
internal sealed record ExportState(Refusal? Held, FilmClearance? Clearance)
{
    public bool IsFree => Held is null || Clearance is not null;
}

/// <summary>
/// Gives films out as DICOM objects, as they are or by the basic profile of de-identification, and keeps who has looked at a picture that may
/// show a name.
/// </summary>
/// <remarks>Files are parsed here within the limits that they were taken in with; no pixel is decoded in this process.</remarks>
internal sealed class FilmExport(IDbContextFactory<PortalDb> databases, WadoObjects objects, DeidentificationKey key, AuditTrail audit, TimeProvider clock)
{
    public const string ClearedAction = "film.cleared";
    public const string ClearanceWithdrawnAction = "film.clearance-withdrawn";

    public async Task<Result<byte[]>> ExportAsync(Guid filmId, bool withoutIdentity, Reader reader, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var film = await db.Films.AsNoTracking().SingleOrDefaultAsync(f => f.Id == filmId, cancellationToken);
        if (film is null) return FilmRefusals.NotFound;
        var given = withoutIdentity ? await WithoutIdentityAsync(db, film, cancellationToken) : await objects.ReadAsync(film, cancellationToken);
        await audit.RecordAsync(
            reader, FilmEvents.DownloadedAction, FilmEvents.Subject, filmId.ToString(), given.IsRefused ? Outcomes.Refused : Outcomes.Done,
            given.Refusal?.Code ?? (withoutIdentity ? "DICOM without identity" : "DICOM"), CancellationToken.None);
        return given;
    }

    public async Task<Result<ExportState>> StateAsync(Guid filmId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var film = await db.Films.AsNoTracking().SingleOrDefaultAsync(f => f.Id == filmId, cancellationToken);
        if (film is null) return FilmRefusals.NotFound;
        var hold = await HoldOfAsync(film, cancellationToken);
        if (hold.IsRefused) return hold.Refusal;
        return new ExportState(
            hold.Value.Reason is { } reason ? DeidentificationRefusals.Held(reason) : null,
            await db.FilmClearances.AsNoTracking().SingleOrDefaultAsync(c => c.FilmId == filmId, cancellationToken));
    }

    /// <summary>Whether the film says of itself that its picture shows a name or a face. What its readers have judged they have looked at.</summary>
    public async Task<bool> SaysItShowsWhoItIsAsync(Film film, CancellationToken cancellationToken)
    {
        var hold = await HoldOfAsync(film, cancellationToken);
        return hold.IsRefused || hold.Value.Reason is HoldReason.BurnedInAnnotation or HoldReason.RecognizableFeatures;
    }

    /// <summary>Keeps, or takes back, that a person has looked and found nothing that names anybody.</summary>
    public async Task<Refusal?> ClearAsync(Guid filmId, bool isCleared, Reader reader, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await db.Films.AnyAsync(f => f.Id == filmId, cancellationToken)) return FilmRefusals.NotFound;
        var known = await db.FilmClearances.SingleOrDefaultAsync(c => c.FilmId == filmId, cancellationToken);
        if (isCleared == (known is not null)) return null;
        if (known is not null) db.Remove(known);
        else db.Add(new FilmClearance { FilmId = filmId, ReaderId = reader.Id, ReaderName = reader.Name, At = clock.GetUtcNow() });
        db.Add(AuditEvent.Of(
            reader, isCleared ? ClearedAction : ClearanceWithdrawnAction, FilmEvents.Subject, filmId.ToString(), Outcomes.Done, "", clock.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        return null;
    }

    private async Task<Result<byte[]>> WithoutIdentityAsync(PortalDb db, Film film, CancellationToken cancellationToken)
    {
        var file = await objects.ReadAsync(film, cancellationToken);
        if (file.IsRefused) return file;
        var hasLooked = await db.FilmClearances.AnyAsync(c => c.FilmId == film.Id, cancellationToken);
        try
        {
            return key.Anonymizer.Anonymize(DicomFile.Open(file.Value, DicomLimits.Header), hasLooked) switch
            {
                DeidentificationOutcome.Released released => released.File.Save(),
                DeidentificationOutcome.Held held => DeidentificationRefusals.Held(held.Reason),
                _ => throw new InvalidOperationException("An outcome that is not known."),
            };
        }
        catch (DicomFileException)
        {
            return DeidentificationRefusals.Damaged;
        }
    }

    private async Task<Result<Hold>> HoldOfAsync(Film film, CancellationToken cancellationToken)
    {
        if (film.Format != Imaging.Decode.FilmFormat.Dicom) return new Hold(HoldReason.OtherKind); // it would be a Secondary Capture
        if (!objects.Has(film)) return FilmRefusals.Missing;
        var metadata = await objects.MetadataAsync(film, cancellationToken);
        return metadata.Match<Result<Hold>>(dataset => new Hold(DicomAnonymizer.HoldOf(dataset)), refusal => refusal);
    }

    private sealed record Hold(HoldReason? Reason);
}
