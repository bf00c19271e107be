using System.Diagnostics;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Quality;
using XrayPortal.Inference.Metrics;
using XrayPortal.Inference.Scoring;

namespace XrayPortal.Inference.Evaluation;

/// <summary>Scores a labelled set the way films are scored in use, and measures what came out.</summary>
public static class Evaluator
{
    /// <summary>
    /// Decodes and scores film by film, several at once. A film that quality check, population or gate refuse is listed and left out of
    /// the figures, as it would show no number in use.
    /// </summary>
    /// <param name="progress">Told after each film, from any thread.</param>
    /// <returns>A refusal <c>metric.one-class</c> where the films that could be assessed are of one class.</returns>
    /// <exception cref="OperationCanceledException">Cancelled between films.</exception>
    public static Result<EvaluationReport> Evaluate(
        FilmScorer scorer, LabelledSet set, EvaluationOptions options, IProgress<EvaluationProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(options);
        var started = Stopwatch.GetTimestamp();
        var outcomes = new Result<FilmScore>[set.Films.Count];
        var done = 0;
        var settings = new ParallelOptions
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = options.Parallelism > 0 ? options.Parallelism : Environment.ProcessorCount,
        };
        // Each worker holds one film at a time, so memory does not grow with the set.
        Parallel.For(0, outcomes.Length, settings, i =>
        {
            outcomes[i] = Score(scorer, set.Films[i]);
            progress?.Report(new EvaluationProgress(Interlocked.Increment(ref done), outcomes.Length));
        });

        var took = Stopwatch.GetElapsedTime(started);
        var scored = new List<ScoredFilm>(outcomes.Length);
        var refused = new List<RefusedFilm>();
        for (var i = 0; i < outcomes.Length; i++)
        {
            var (film, file) = (set.Films[i], Path.GetRelativePath(set.Root, set.Films[i].File));
            if (outcomes[i].Refusal is { } refusal) refused.Add(new RefusedFilm(file, film.Patient, film.Label, refusal.Code, refusal.Sentence));
            else scored.Add(new ScoredFilm(file, film.Patient, film.Label, outcomes[i].Value.Logit, outcomes[i].Value.Probability));
        }

        return Measurement.Of(scorer, set, options, scored, refused, took);
    }

    private static Result<FilmScore> Score(FilmScorer scorer, LabelledFilm film)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(film.File);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return EvaluationRefusals.UnreadableFile;
        }

        var decoded = FilmDecoder.Decode(bytes, DecodeLimits.Default);
        if (decoded.IsRefused) return decoded.Refusal;
        return FilmQuality.Check(decoded.Value.Image) is { } poor ? poor : scorer.Score(decoded.Value.Image, film.AgeYears, film.View);
    }
}
