using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using XrayPortal.Accounts;
using XrayPortal.Audit;
using XrayPortal.Data;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Dicom;

namespace XrayPortal.Films;

/// <summary>What became of one uploaded file.</summary>
/// <param name="Duplicate">The file was known already; this is its film.</param>
public sealed record FilmReceipt(Guid Id, FilmState State, bool Duplicate);

/// <summary>One uploaded file on its way in: spooled, hashed, judged by its header. Disposing it removes what was not kept.</summary>
/// <param name="Uids">What a DICOM file calls itself, a refused one too; null where that cannot be read.</param>
internal sealed record FilmArrival(
    TemporaryFilm Temporary, string Name, string Sha256, long Bytes, Result<FilmHeader> Header, DicomHeaderUids? Uids) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Temporary.DisposeAsync();
}

/// <summary>Takes films in: streamed to a temporary file while hashed and counted, judged by its header, stored by content, queued.</summary>
public sealed partial class FilmIntake(
    IDbContextFactory<PortalDb> databases, FilmStore store, WorkQueue queue, FilmNotifier notifier, AuditTrail audit,
    IOptions<FilmOptions> options, TimeProvider clock, ILogger<FilmIntake> logger)
{
    private const int PieceBytes = 128 * 1024;
    private const int MaxNameLength = 200;

    // The same file sent several times at once: one after the other, so that the later ones find the first.
    private readonly SemaphoreSlim[] turns = [.. Enumerable.Range(0, 16).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Takes one file in, from its first byte to its place in the queue.</summary>
    /// <param name="synthetic">Drawn by code: said wherever it is shown.</param>
    public async Task<Result<FilmReceipt>> ReceiveAsync(
        Stream content, string fileName, FilmDetails details, Reader reader, bool synthetic, CancellationToken cancellationToken)
    {
        await using var arrival = await SpoolAsync(content, fileName, cancellationToken);
        return await AdmitAsync(arrival, details, reader, synthetic, cancellationToken);
    }

    /// <summary>Streams a file to a temporary place and judges it by size and header. Dispose what is given.</summary>
    /// <param name="content">The file; read once, to its end or to the limit.</param>
    /// <param name="fileName">As the sender names it: kept for people to read, never used as a path.</param>
    internal async Task<FilmArrival> SpoolAsync(Stream content, string? fileName, CancellationToken cancellationToken)
    {
        var temporary = store.NewTemporary(Guid.CreateVersion7(clock.GetUtcNow()));
        try
        {
            var limits = options.Value.Limits;
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var start = new MemoryStream(); // grows with the file, up to what a header may need
            var bytes = await CopyAsync(content, temporary.Stream, hash, start, limits.MaxFileBytes, cancellationToken);
            await temporary.Stream.DisposeAsync(); // many may wait for the end of one request
            var header = FilmHeader.Read(start.GetBuffer().AsSpan(0, (int)start.Length), bytes, limits);
            var uids = header.Match(h => h.Uids, _ => DicomHeaderUids.TryRead(start.GetBuffer().AsMemory(0, (int)start.Length)));
            return new FilmArrival(temporary, CleanName(fileName), Convert.ToHexStringLower(hash.GetHashAndReset()), bytes, header, uids);
        }
        catch
        {
            await temporary.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a film of what has arrived, or gives the known film with the same bytes. Refusals are audited here.</summary>
    internal async Task<Result<FilmReceipt>> AdmitAsync(
        FilmArrival arrival, FilmDetails details, Reader reader, bool synthetic, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(details);
        ArgumentNullException.ThrowIfNull(reader);
        if (arrival.Header.Refusal is { } refusal)
        {
            await audit.RecordAsync(
                reader, FilmEvents.RefusedAction, FilmEvents.Subject, "", Outcomes.Refused, refusal.Code, CancellationToken.None);
            return refusal;
        }

        var turn = turns[Convert.ToInt32(arrival.Sha256[..1], 16)];
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await KnownAsync(arrival, reader, cancellationToken)
                ?? await AddAsync(arrival, NewFilm(arrival, details, reader, synthetic), reader);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The last part of the name, without control characters, of bounded length.</summary>
    internal static string CleanName(string? name)
    {
        var last = (name ?? "").Split('/', '\\')[^1];
        var clean = new string([.. last.Where(c => !char.IsControl(c) && !char.IsSurrogate(c))]).Trim();
        if (clean.Length == 0) return "film";
        if (clean.Length <= MaxNameLength) return clean;
        var ending = Path.GetExtension(clean);
        return ending.Length is > 0 and <= 10 ? clean[..(MaxNameLength - ending.Length)] + ending : clean[..MaxNameLength];
    }

    /// <returns>Bytes read; one piece more than the limit at most.</returns>
    private static async Task<long> CopyAsync(
        Stream content, FileStream target, IncrementalHash hash, MemoryStream start, long atMost, CancellationToken cancellationToken)
    {
        var piece = new byte[PieceBytes];
        long bytes = 0;
        while (bytes <= atMost)
        {
            var read = await content.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, cancellationToken);
            if (read == 0) break;
            bytes += read;
            hash.AppendData(piece, 0, read);
            start.Write(piece, 0, (int)Math.Min(read, FilmHeader.StartBytes - start.Length));
            await target.WriteAsync(piece.AsMemory(0, read), cancellationToken);
        }

        return bytes;
    }

    private async Task<FilmReceipt> AddAsync(FilmArrival arrival, Film film, Reader reader)
    {
        // From here on the film is ours: a sender that goes away now finds it in the worklist.
        store.Keep(arrival.Temporary, film.Sha256);
        try
        {
            await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
            db.AddRange(film, FilmEvents.Uploaded(film, reader, film.UploadedAt), queue.NewItem(WorkKind.Film, film.Id));
            await db.SaveChangesAsync(CancellationToken.None); // single save = single transaction
        }
        catch (DbUpdateException)
        {
            // The same file on another node at this moment: the other one was first, and the stored bytes are its bytes.
            if (await KnownAsync(arrival, reader, CancellationToken.None) is { } other) return other;
            store.Remove(film.Sha256);
            throw;
        }

        queue.Wake(WorkKind.Film);
        notifier.Tell(film.Id, film.State);
        Log.Received(logger, film.Id, film.Bytes);
        return new FilmReceipt(film.Id, film.State, Duplicate: false);
    }

    private async Task<FilmReceipt?> KnownAsync(FilmArrival arrival, Reader reader, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var film = await db.Films.AsNoTracking().SingleOrDefaultAsync(f => f.Sha256 == arrival.Sha256, cancellationToken);
        if (film is null) return null;
        if (!store.Has(film.Sha256)) store.Keep(arrival.Temporary, film.Sha256); // lost from the store: this brings it back
        db.Add(FilmEvents.UploadedAgain(film, reader, clock.GetUtcNow()));
        await db.SaveChangesAsync(CancellationToken.None);
        return new FilmReceipt(film.Id, film.State, Duplicate: true);
    }

    private Film NewFilm(FilmArrival arrival, FilmDetails details, Reader reader, bool synthetic)
    {
        var now = clock.GetUtcNow();
        var header = arrival.Header.Value;
        var identity = DicomIdentity.Of(header.Uids, arrival.Sha256);
        var film = new Film
        {
            Id = Guid.CreateVersion7(now),
            Sha256 = arrival.Sha256,
            FileName = arrival.Name,
            Format = header.Format,
            Bytes = arrival.Bytes,
            Width = header.Width,
            Height = header.Height,
            StudyInstanceUid = identity.StudyInstanceUid,
            SeriesInstanceUid = identity.SeriesInstanceUid,
            SopInstanceUid = identity.SopInstanceUid,
            SopClassUid = identity.SopClassUid,
            TransferSyntaxUid = identity.TransferSyntaxUid,
            State = FilmState.Queued,
            PatientReference = details.PatientReference,
            AgeYears = details.AgeYears,
            Sex = details.Sex,
            View = details.View,
            Synthetic = synthetic,
            UploadedById = reader.Id,
            UploadedByName = reader.Name,
            UploadedAt = now,
        };
        film.Take(header.Facts); // typed fields come first
        return film;
    }

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Information, "Film {FilmId} received, {Bytes} bytes")]
        public static partial void Received(ILogger logger, Guid filmId, long bytes);
    }
}
