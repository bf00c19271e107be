using XrayPortal.Imaging;

namespace XrayPortal.Inference.Metrics;

/// <summary>
/// Percentile intervals by drawing patients, not films, with replacement: films of one patient are alike and must not count as
/// independent. Patients with any positive film and patients without are drawn in their own numbers, so both classes stay.
/// </summary>
/// <remarks>Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13; clusters as units: Field and Welsh, J. R. Statist. Soc. B 69, 2007.</remarks>
public sealed class PatientBootstrap
{
    private readonly int[][] positivePatients;
    private readonly int[][] negativePatients;
    private readonly int seed;

    /// <param name="patients">[n], who each film is of.</param>
    /// <param name="labels">[n], 0 or 1.</param>
    /// <param name="resamples">At least 20; 1,000 or more for figures that are quoted.</param>
    public PatientBootstrap(IReadOnlyList<string> patients, IReadOnlyList<int> labels, int resamples = 2000, int seed = 20180222)
    {
        ArgumentNullException.ThrowIfNull(patients);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 20);
        if (patients.Count != labels.Count) throw new ArgumentException($"{patients.Count} patients and {labels.Count} labels.", nameof(labels));
        var groups = Enumerable.Range(0, labels.Count).GroupBy(i => patients[i], StringComparer.Ordinal).Select(g => g.ToArray()).ToLookup(g => g.Any(i => labels[i] == 1));
        positivePatients = [.. groups[true]];
        negativePatients = [.. groups[false]];
        Resamples = resamples;
        this.seed = seed;
    }

    public int Resamples { get; }

    public int Patients => positivePatients.Length + negativePatients.Length;

    /// <summary>Places of the films in each resample; the same seed gives the same draws.</summary>
    public IEnumerable<int[]> Draws()
    {
        var random = new Random(seed);
        var films = new List<int>();
        for (var i = 0; i < Resamples; i++)
        {
            films.Clear();
            Draw(positivePatients, random, films);
            Draw(negativePatients, random, films);
            yield return [.. films];
        }
    }

    /// <summary>A figure of all films with its percentile interval over the resamples in which it is defined.</summary>
    /// <param name="figure">Gives the figure of the films at the places given.</param>
    public Result<MetricInterval> Interval(Func<int[], Result<double>> figure, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var all = figure([.. Enumerable.Range(0, positivePatients.Sum(p => p.Length) + negativePatients.Sum(p => p.Length))]);
        if (all.IsRefused) return all.Refusal;
        var values = new List<double>(Resamples);
        foreach (var draw in Draws())
            if (figure(draw) is { IsRefused: false } own) values.Add(own.Value);
        var tail = (1 - confidence) / 2;
        return new MetricInterval(all.Value, Percentile(values, tail), Percentile(values, 1 - tail));
    }

    /// <summary>Several figures of the same resamples at once, each with its percentile interval over the resamples in which it is defined.</summary>
    /// <param name="figures">Gives the figures when each film counts so often, [n]; not a number where one is not defined.</param>
    /// <returns>One a figure; null for one that is not defined on all films.</returns>
    public IReadOnlyList<MetricInterval?> Intervals(Func<int[], double[]> figures, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(figures);
        var times = new int[positivePatients.Sum(p => p.Length) + negativePatients.Sum(p => p.Length)];
        Array.Fill(times, 1);
        var all = figures(times);
        List<double>[] values = [.. all.Select(_ => new List<double>(Resamples))];
        foreach (var draw in Draws())
        {
            Array.Clear(times);
            foreach (var film in draw) times[film]++;
            var own = figures(times);
            for (var k = 0; k < own.Length; k++)
                if (double.IsFinite(own[k])) values[k].Add(own[k]);
        }

        var tail = (1 - confidence) / 2;
        return [.. all.Select((value, k) => double.IsFinite(value) && values[k].Count > 0
            ? new MetricInterval(value, Percentile(values[k], tail), Percentile(values[k], 1 - tail)) : (MetricInterval?)null)];
    }

    /// <summary>The share's quantile, on the straight line between the two nearest values (numpy's default).</summary>
    internal static double Percentile(List<double> values, double share)
    {
        if (values.Count == 0) throw new ArgumentException("No values.", nameof(values));
        values.Sort();
        var place = share * (values.Count - 1);
        var low = (int)place;
        var high = Math.Min(low + 1, values.Count - 1);
        return values[low] + ((place - low) * (values[high] - values[low]));
    }

    private static void Draw(int[][] patients, Random random, List<int> films)
    {
        for (var i = 0; i < patients.Length; i++) films.AddRange(patients[random.Next(patients.Length)]);
    }
}
