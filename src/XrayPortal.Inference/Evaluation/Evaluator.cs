using System.Diagnostics;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Grey;
using XrayPortal.Imaging.Quality;
using XrayPortal.Inference.Evaluation.Probes;
using XrayPortal.Inference.Scoring;

namespace XrayPortal.Inference.Evaluation;

/// <summary>What became of one film: a score or a no, and numbers for the probes where they were asked for.</summary>
internal sealed record FilmOutcome(ScoredFilm? Score, RefusedFilm? Refused, FilmStatistics? Statistics);

/// <summary>Scores a labelled set the way films are scored in use, and measures what came out.</summary>
public static class Evaluator
{
    /// <summary>
    /// Decodes and scores film by film, several at once. A film that quality check, population or gate refuse is listed and left out of
    /// the figures, as it would show no number in use.
    /// </summary>
    /// <param name="progress">Told after each film, from any thread.</param>
    /// <returns>
    /// A refusal <c>metric.one-class</c> where the films that could be assessed are of one class, and, before any film is read, one of a
    /// column to break figures down by that is not there or has too many values, or of a group of ages that the model does not have.
    /// </returns>
    /// <exception cref="OperationCanceledException">Cancelled between films.</exception>
    public static Result<EvaluationReport> Evaluate(
        FilmScorer scorer, LabelledSet set, EvaluationOptions options, IProgress<EvaluationProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(options);
        var groups = FilmGroups.Of(set.Films, options);
        if (groups.IsRefused) return groups.Refusal;
        var threshold = Threshold(scorer, options);
        if (threshold.IsRefused) return threshold.Refusal;
        var started = Stopwatch.GetTimestamp();
        var outcomes = new FilmOutcome[set.Films.Count];
        var done = 0;
        var settings = new ParallelOptions
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = options.Parallelism > 0 ? options.Parallelism : Environment.ProcessorCount,
        };
        // Each worker holds one film at a time, so memory does not grow with the set.
        Parallel.For(0, outcomes.Length, settings, i =>
        {
            outcomes[i] = Outcome(scorer, set, set.Films[i], options);
            progress?.Report(new EvaluationProgress(Interlocked.Increment(ref done), outcomes.Length));
        });
        return Measurement.Of(scorer, threshold.Value, set, options, groups.Value, outcomes, Stopwatch.GetElapsedTime(started));
    }

    private static Result<double> Threshold(FilmScorer scorer, EvaluationOptions options)
    {
        var known = scorer.Package.Manifest.Population.Groups;
        if (options.AgeGroup is not { } name || known.Count == 0) return scorer.OperatingPoint.Threshold; // without groups there is one threshold for everybody
        return known.FirstOrDefault(g => g.Name == name) is { OperatingPoint: { } point }
            ? point.Threshold
            : EvaluationRefusals.NoSuchAgeGroup(name, known.Select(g => g.Name));
    }

    private static FilmOutcome Outcome(FilmScorer scorer, LabelledSet set, LabelledFilm film, EvaluationOptions options)
    {
        var file = Path.GetRelativePath(set.Root, film.File);
        FilmOutcome No(Refusal refusal) => new(null, new RefusedFilm(file, film.Patient, film.Label, refusal.Code, refusal.Sentence), null);
        var image = Read(film);
        if (image.IsRefused) return No(image.Refusal);
        var score = Score(scorer, film, image.Value, options.Ungated);
        if (score.IsRefused) return No(score.Refusal);
        return new FilmOutcome(
            new ScoredFilm(file, film.Patient, film.Label, score.Value.Logit, score.Value.Probability), null, options.Probes ? FilmStatistics.Of(image.Value) : null);
    }

    private static Result<GreyImage> Read(LabelledFilm film)
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
        return FilmQuality.Check(decoded.Value.Image) is { } poor ? poor : decoded.Value.Image;
    }

    private static Result<(double Logit, double Probability)> Score(FilmScorer scorer, LabelledFilm film, GreyImage image, bool ungated)
    {
        if (ungated)
        {
            var raw = scorer.Run(image);
            return (raw.Logit, raw.Probability);
        }

        var score = scorer.Score(image, film.AgeYears, film.View);
        return score.IsRefused ? score.Refusal : (score.Value.Logit, score.Value.Probability);
    }
}
