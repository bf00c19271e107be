using XrayPortal.Inference.Metrics;

namespace XrayPortal.Inference.Evaluation.Probes;

/// <summary>How well labels can be told without looking at the chest.</summary>
/// <param name="Name">What the probe may look at.</param>
/// <param name="Features">Numbers a film that it is given.</param>
/// <param name="Auroc">Of films scored by a probe that was fitted without their patients.</param>
public sealed record ShortcutProbe(string Name, int Features, MetricInterval Auroc);

/// <summary>
/// Fits small logistic regressions on the set that is evaluated, patient by patient crosswise: each film is scored by a fit that saw no film
/// of its patient. A figure near the model's warns that the set can be solved without the lungs; it does not say that the model does so.
/// </summary>
internal static class ShortcutProbes
{
    public const int Folds = 5;

    /// <returns>Empty where a class has fewer patients than there are folds.</returns>
    public static IReadOnlyList<ShortcutProbe> Measure(IReadOnlyList<FilmStatistics> films, IReadOnlyList<string> patients, int[] labels, EvaluationOptions options)
    {
        var folds = FoldsOf(patients, labels, options.Seed);
        if (folds is null) return [];
        (string Name, Func<FilmStatistics, double[]> Features)[] probes =
        [
            ("image size (width, height, aspect)", f => f.Size),
            ("outer border", f => f.Border),
            ("brightness statistics", f => f.Brightness),
            ("all three together", f => [.. f.Size, .. f.Border, .. f.Brightness]),
        ];
        var bootstrap = new PatientBootstrap(patients, labels, options.Resamples, options.Seed);
        return [.. probes.Select(probe =>
        {
            double[][] features = [.. films.Select(probe.Features)];
            var ranked = new RankedFilms(CrossScores(features, labels, folds), labels);
            var auroc = bootstrap.Intervals(times => [ranked.Of(times, 0)?.Auroc ?? double.NaN])[0]!.Value; // both classes are there: folds were made
            return new ShortcutProbe(probe.Name, features[0].Length, auroc);
        })];
    }

    private static double[] CrossScores(double[][] features, int[] labels, int[] folds)
    {
        var scores = new double[labels.Length];
        for (var fold = 0; fold < Folds; fold++)
        {
            int[] seen = [.. Enumerable.Range(0, labels.Length).Where(i => folds[i] != fold)];
            var model = LogisticRegression.Fit(Array.ConvertAll(seen, i => features[i]), Array.ConvertAll(seen, i => labels[i]));
            for (var i = 0; i < labels.Length; i++)
                if (folds[i] == fold) scores[i] = model.Score(features[i]);
        }

        return scores;
    }

    // Patients with and without a positive film are dealt out apart, so that folds hold both in even shares.
    private static int[]? FoldsOf(IReadOnlyList<string> patients, int[] labels, int seed)
    {
        var folds = new int[labels.Length];
        var random = new Random(seed);
        var classes = Enumerable.Range(0, labels.Length).GroupBy(i => patients[i], StringComparer.Ordinal)
            .OrderBy(p => p.Key, StringComparer.Ordinal).ToLookup(p => p.Any(i => labels[i] == 1));
        foreach (var own in classes)
        {
            var dealt = own.ToArray();
            if (dealt.Length < Folds) return null;
            random.Shuffle(dealt);
            for (var k = 0; k < dealt.Length; k++)
                foreach (var film in dealt[k]) folds[film] = k % Folds;
        }

        return classes.Count == 2 ? folds : null;
    }
}
