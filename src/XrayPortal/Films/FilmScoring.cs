using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using XrayPortal.Data;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Quality;
using XrayPortal.Inference.Scoring;
using XrayPortal.Models;
using XrayPortal.Pacs;

namespace XrayPortal.Films;

/// <summary>
/// Scores one queued film: decode, judge its quality, ask the live model, save what came of it. A no of the quality check, the
/// gate or the population ends as not assessed; a file that cannot be read ends as failed; a missing model lets the film wait.
/// </summary>
internal sealed partial class FilmScoring(
    IDbContextFactory<PortalDb> databases, FilmPixels pixels, ModelRegistry models, FilmNotifier notifier, TransferService transfers, WorkQueue queue,
    IOptions<WorkOptions> options, TimeProvider clock, ILogger<FilmScoring> logger) : IWorkHandler
{
    private static readonly TimeSpan WithoutModel = TimeSpan.FromSeconds(5);

    public WorkKind Kind => WorkKind.Film;

    public int Concurrency { get; } = options.Value.Films > 0 ? options.Value.Films : Environment.ProcessorCount + 1;

    public async Task HandleAsync(WorkItem item, LeaseKeeper lease, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var film = await db.Films.SingleOrDefaultAsync(f => f.Id == item.SubjectId, cancellationToken);
        if (film is null || film.State is not (FilmState.Queued or FilmState.Running)) return; // finished before a crash
        var borrowed = models.Borrow();
        if (borrowed.IsRefused)
        {
            lease.Postpone(WithoutModel); // the film's page says why; the trail need not
            return;
        }

        using var scorer = borrowed.Value;
        await StartAsync(db, film, cancellationToken);
        var decoded = await pixels.DecodeAsync(film.Sha256, cancellationToken);
        if (decoded.IsRefused) Fail(db, film, decoded.Refusal);
        else Judge(db, film, decoded.Value, scorer.Scorer);

        cancellationToken.ThrowIfCancellationRequested();
        film.FinishedAt = clock.GetUtcNow();
        film.Version++;
        lease.CompleteIn(db);
        await db.SaveChangesAsync(CancellationToken.None); // result, state, event and end of the work: one transaction
        queue.Wake(WorkKind.Transfer);
        notifier.Tell(film.Id, film.State);
        Log.Finished(logger, film.Id, film.State);
    }

    public async Task GiveUpAsync(WorkItem item, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var film = await db.Films.SingleOrDefaultAsync(f => f.Id == item.SubjectId, cancellationToken);
        if (film is null || film.State is not (FilmState.Queued or FilmState.Running)) return;
        Fail(db, film, FilmRefusals.GivenUp);
        film.FinishedAt = clock.GetUtcNow();
        film.Version++;
        await db.SaveChangesAsync(cancellationToken);
        notifier.Tell(film.Id, film.State);
    }

    private async Task StartAsync(PortalDb db, Film film, CancellationToken cancellationToken)
    {
        if (film.State == FilmState.Running) return;
        film.State = FilmState.Running;
        film.Version++;
        await db.SaveChangesAsync(cancellationToken);
        notifier.Tell(film.Id, film.State);
    }

    private void Judge(PortalDb db, Film film, DecodedFilm decoded, FilmScorer scorer)
    {
        film.Take(decoded.Facts);
        if (FilmQuality.Check(decoded.Image) is { } poor)
        {
            NotAssess(db, film, poor);
            return;
        }

        // A drawing is no chest film, as the gate would rightly say; it is shown as a drawing on every page.
        var score = scorer.Score(decoded.Image, film.AgeYears, film.View, film.Modality, askGate: !film.Synthetic);
        if (score.IsRefused) NotAssess(db, film, score.Refusal);
        else Finish(db, film, scorer.Package.Manifest.Sha256, score.Value);
    }

    private void Finish(PortalDb db, Film film, string modelSha256, FilmScore score)
    {
        var result = new FilmResult
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            FilmId = film.Id,
            ModelName = score.ModelName,
            ModelVersion = score.ModelVersion,
            ModelSha256 = modelSha256,
            Logit = score.Logit,
            Probability = score.Probability,
            Threshold = score.Threshold,
            Call = Wording.Of(score.Call),
            Device = score.Device,
            Milliseconds = score.Milliseconds,
            InputSha256 = score.InputSha256,
            CamWidth = score.CamWidth,
            CamHeight = score.CamHeight,
            Cam = MemoryMarshal.AsBytes(score.Cam.AsSpan()).ToArray(),
            ScoredAt = clock.GetUtcNow(),
        };
        film.State = FilmState.Done;
        film.ReasonCode = film.ReasonSentence = null;
        db.AddRange(result, FilmEvents.Scored(film, result, result.ScoredAt));
        transfers.AddAutomatic(db, film, result);
    }

    private void NotAssess(PortalDb db, Film film, Refusal refusal)
    {
        End(film, FilmState.NotAssessed, refusal);
        db.Add(FilmEvents.NotAssessed(film, refusal, clock.GetUtcNow()));
    }

    private void Fail(PortalDb db, Film film, Refusal refusal)
    {
        End(film, FilmState.Failed, refusal);
        db.Add(FilmEvents.Failed(film, refusal, clock.GetUtcNow()));
    }

    private static void End(Film film, FilmState state, Refusal refusal) =>
        (film.State, film.ReasonCode, film.ReasonSentence) = (state, refusal.Code, refusal.Sentence);

    private static partial class Log
    {
        [LoggerMessage(2201, LogLevel.Information, "Film {FilmId} ended as {State}")]
        public static partial void Finished(ILogger logger, Guid filmId, FilmState state);
    }
}
