using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using XrayPortal.Data;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Dicom;

namespace XrayPortal.Films;

/// <summary>
/// Gives films of older versions, whose rows hold no DICOM identifiers, those of their files; before the portal listens, so
/// that nobody sees a film without. A migration cannot: they stand in the files.
/// </summary>
internal sealed partial class FilmIdentities(
    IDbContextFactory<PortalDb> databases, FilmStore store, IOptions<FilmOptions> options, ILogger<FilmIdentities> logger)
    : IHostedService
{
    private const int Together = 200;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var named = 0;
        for (var films = Together; films == Together; named += films)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var unnamed = await db.Films.Where(f => f.SopInstanceUid == "").OrderBy(f => f.Id).Take(Together).ToListAsync(cancellationToken);
            foreach (var film in unnamed)
            {
                film.Take(DicomIdentity.Of(await UidsAsync(film, cancellationToken), film.Sha256));
                film.Version++;
            }

            films = unnamed.Count;
            if (films > 0) await db.SaveChangesAsync(cancellationToken);
        }

        if (named > 0) Log.Named(logger, named);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<DicomHeaderUids?> UidsAsync(Film film, CancellationToken cancellationToken)
    {
        if (film.Format != FilmFormat.Dicom || !store.Has(film.Sha256)) return null;
        var start = await store.ReadStartAsync(film.Sha256, FilmHeader.StartBytes, cancellationToken);
        return FilmHeader.Read(start, film.Bytes, options.Value.Limits).Match<DicomHeaderUids?>(header => header.Uids, _ => null);
    }

    private static partial class Log
    {
        [LoggerMessage(2103, LogLevel.Information, "{Films} films of an older version got their DICOM identifiers")]
        public static partial void Named(ILogger logger, int films);
    }
}
