using System.Reflection;
using Microsoft.EntityFrameworkCore;
using XrayPortal.Accounts;
using XrayPortal.Audit;
using XrayPortal.Data;
using XrayPortal.Films;
using XrayPortal.Flags;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Overlay;
using XrayPortal.Inference.Metrics;
using XrayPortal.Inference.Packages;
using XrayPortal.Models;

namespace XrayPortal.Reports;

/// <summary>Gathers what a report says, draws it, and records who took it.</summary>
public sealed class ReportService(
    IDbContextFactory<PortalDb> databases, FilmPixels pixels, ModelRegistry models, AuditTrail trail, TimeProvider clock) : IDisposable
{
    public const string DownloadedAction = "report.downloaded";

    private const int PictureSide = 1100;
    private const double MapOpacity = 0.6;

    private static readonly string Version =
        typeof(ReportService).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    // A decoded film takes four bytes a pixel: a few at a time, whoever asks.
    private readonly SemaphoreSlim turns = new(2);

    /// <summary>The report of a film as PDF. A film that is not finished, or failed, has none.</summary>
    public async Task<Result<byte[]>> DrawAsync(Guid filmId, Reader reader, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var report = await DrawForArchiveAsync(filmId, reader, cancellationToken);
        await trail.RecordAsync(
            reader, DownloadedAction, "film", filmId.ToString(), report.IsRefused ? Outcomes.Refused : Outcomes.Done,
            report.Refusal?.Code ?? "PDF", CancellationToken.None);
        return report;
    }

    public void Dispose() => turns.Dispose();

    /// <summary>The same without a record in the trail: an archive's transfer has one of its own.</summary>
    internal async Task<Result<byte[]>> DrawForArchiveAsync(Guid filmId, Reader reader, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var film = await db.Films.AsNoTracking().SingleOrDefaultAsync(f => f.Id == filmId, cancellationToken);
        if (film is null) return ReportRefusals.FilmNotFound;
        if (film.State is FilmState.Queued or FilmState.Running) return ReportRefusals.NotFinished;
        if (film.State is FilmState.Failed) return ReportRefusals.FilmFailed;

        var result = film.State is FilmState.Done
            ? await db.FilmResults.AsNoTracking().Where(r => r.FilmId == filmId).OrderByDescending(r => r.ScoredAt).FirstAsync(cancellationToken)
            : null;
        var flag = await db.Flags.AsNoTracking().Where(f => f.FilmId == filmId && f.WithdrawnAt == null)
            .OrderByDescending(f => f.RaisedAt).FirstOrDefaultAsync(cancellationToken);
        await turns.WaitAsync(cancellationToken);
        try
        {
            var pictures = await PicturesAsync(film, result, cancellationToken);
            return pictures.Match<Result<byte[]>>(p => ReportPdf.Draw(Content(film, result, flag, p, reader)), refusal => refusal);
        }
        finally
        {
            turns.Release();
        }
    }

    private async Task<Result<Pictures>> PicturesAsync(Film film, FilmResult? result, CancellationToken cancellationToken)
    {
        var decoded = await pixels.DecodeAsync(film.Sha256, cancellationToken);
        if (decoded.IsRefused) return decoded.Refusal;
        var image = FilmPictures.Fit(decoded.Value.Image, PictureSide);
        var overlay = result is null ? null : HeatMap.Overlay(image, FilmPictures.CamOf(result), result.CamWidth, result.CamHeight, MapOpacity);
        return new Pictures(PngEncoder.Grey(image), overlay);
    }

    private ReportContent Content(Film film, FilmResult? result, Flag? flag, Pictures pictures, Reader reader) => new()
    {
        Film = new ReportFilm(film.Id, film.FileName, film.Sha256, film.Width, film.Height, film.Synthetic, pictures.Film, pictures.Overlay)
        {
            PatientReference = film.PatientReference,
            AgeYears = film.AgeYears,
            Sex = film.Sex,
            View = film.View,
            Modality = film.Modality,
            Accession = film.Accession,
            StudyDate = film.StudyDate,
            UploadedBy = film.UploadedByName,
            UploadedAt = film.UploadedAt,
        },
        Result = result is null ? null : new ReportResult(
            result.Call, result.Probability >= result.Threshold, result.Probability, result.Threshold, result.ModelName, result.ModelVersion,
            result.ModelSha256, result.InputSha256, result.Device, result.Milliseconds, result.ScoredAt),
        NotAssessedBecause = film.ReasonSentence,
        Label = result is null ? null : Label(film, result),
        Opinion = flag is null ? null : new ReportOpinion(
            flag.Opinion is FlagOpinion.Agree, flag.Opinion is FlagOpinion.Disagree && flag.ResultId == result?.Id,
            flag.Label is { } label ? KebabEnum.Text(label) : null, flag.Reason == FlagReasons.None ? null : FlagReasons.Words(flag.Reason), flag.Comment,
            flag.ReaderName, $"{flag.ModelName} {flag.ModelVersion}", flag.RaisedAt),
        IssuedTo = reader.Name,
        IssuedAt = clock.GetUtcNow(),
        PortalVersion = Version,
    };

    /// <summary>The label of the very file that scored the film; a package of that name with other bytes has nothing to say about it.</summary>
    private ReportLabel? Label(Film film, FilmResult result)
    {
        if (models.Find(result.ModelName, result.ModelVersion)?.Manifest is not { } manifest || manifest.Sha256 != result.ModelSha256) return null;
        return new ReportLabel(
            manifest.Population.Sentence, manifest.Population.Unchecked(film.AgeYears, film.View), [.. manifest.Metrics.Select(Figures)], manifest.Limits);
    }

    private static ReportFigures Figures(PopulationMetrics metrics) => new(
        metrics.DataSet, metrics.Population, metrics.Films, metrics.Patients,
        Interval(metrics.Auroc), Interval(metrics.Sensitivity), Interval(metrics.Specificity));

    private static ReportInterval Interval(MetricInterval interval) => new(interval.Value, interval.Low, interval.High);

    private sealed record Pictures(byte[] Film, byte[]? Overlay);
}
