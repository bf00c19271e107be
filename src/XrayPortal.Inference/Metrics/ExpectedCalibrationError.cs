using XrayPortal.Imaging;

namespace XrayPortal.Inference.Metrics;

/// <summary>Films of like probability: what was said of them and what was true.</summary>
/// <param name="Predicted">Mean probability.</param>
/// <param name="Observed">Share of positives, with its Wilson interval.</param>
public readonly record struct ReliabilityBin(int Films, double Predicted, MetricInterval Observed);

/// <summary>What a perfectly calibrated model would show on films with these probabilities, by chance alone.</summary>
/// <param name="Mean">Mean error of such a model; never 0 on finitely many films.</param>
/// <param name="Upper">Its 95th percentile: an error below it says nothing against the model.</param>
public readonly record struct CalibrationNoise(double Mean, double Upper);

/// <summary>
/// Mean distance between probability and share of positives over bins of equally many films, weighted by films:
/// <c>sum_b (n_b / n) |mean p - share of positives|</c>.
/// </summary>
/// <remarks>
/// Source: Naeini, Cooper and Hauskrecht, AAAI 2015; bins of equal counts: Nguyen and O'Connor, EMNLP 2015. Films of equal probability
/// stay in one bin: else the order of the files would decide.
/// </remarks>
public static class ExpectedCalibrationError
{
    public const int DefaultBins = 10;

    /// <param name="probabilities">[n], 0..1.</param>
    /// <param name="labels">[n], 0 or 1.</param>
    /// <returns>0..1; a refusal <c>metric.empty</c> where there is no film.</returns>
    public static Result<double> Of(ReadOnlySpan<double> probabilities, ReadOnlySpan<int> labels, int bins = DefaultBins)
    {
        var own = Bins(probabilities, labels, bins);
        if (own.IsRefused) return own.Refusal;
        var (films, sum) = (labels.Length, 0.0);
        foreach (var bin in own.Value) sum += bin.Films * Math.Abs(bin.Predicted - bin.Observed.Value);
        return sum / films;
    }

    /// <returns>Bins from low to high probability; fewer than asked for where films are few or tie.</returns>
    public static Result<IReadOnlyList<ReliabilityBin>> Bins(ReadOnlySpan<double> probabilities, ReadOnlySpan<int> labels, int bins = DefaultBins)
    {
        _ = Labels.CountPositivesOfProbabilities(probabilities, labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        if (labels.IsEmpty) return MetricRefusals.Empty;
        double[] sorted = probabilities.ToArray();
        int[] own = labels.ToArray();
        Array.Sort(sorted, own);
        var made = new List<ReliabilityBin>(bins);
        for (int b = 1, start = 0; b <= bins && start < sorted.Length; b++)
        {
            var end = Math.Max(start + 1, (int)((long)sorted.Length * b / bins));
            while (end < sorted.Length && sorted[end] == sorted[end - 1]) end++;
            var positives = own.AsSpan(start, end - start).Count(1);
            made.Add(new ReliabilityBin(end - start, Mean(sorted.AsSpan(start, end - start)), Wilson.Interval(positives, end - start).Value));
            start = end;
        }

        return Result.Of<IReadOnlyList<ReliabilityBin>>(made);
    }

    /// <summary>Draws labels as the probabilities say and measures again.</summary>
    public static Result<CalibrationNoise> Noise(ReadOnlySpan<double> probabilities, int bins = DefaultBins, int draws = 500, int seed = 1)
    {
        var random = new Random(seed);
        var labels = new int[probabilities.Length];
        var errors = new List<double>(draws);
        for (var d = 0; d < draws; d++)
        {
            for (var i = 0; i < labels.Length; i++) labels[i] = random.NextDouble() < probabilities[i] ? 1 : 0;
            var error = Of(probabilities, labels, bins);
            if (error.IsRefused) return error.Refusal;
            errors.Add(error.Value);
        }

        return new CalibrationNoise(errors.Average(), PatientBootstrap.Percentile(errors, 0.95));
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum / values.Length;
    }
}
