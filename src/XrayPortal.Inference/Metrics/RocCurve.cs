using XrayPortal.Imaging;

namespace XrayPortal.Inference.Metrics;

/// <summary>One threshold's place on the curve: calling positive at or above it.</summary>
public readonly record struct RocPoint(double Threshold, double FalsePositiveRate, double TruePositiveRate);

/// <summary>The band of the curve at one false positive rate.</summary>
public readonly record struct RocBandPoint(double FalsePositiveRate, double Low, double High);

/// <summary>Sensitivity against one minus specificity over every threshold.</summary>
/// <remarks>Source: Fawcett, Pattern Recognition Letters 27, 2006, algorithm 1: films of equal score move together.</remarks>
public sealed record RocCurve(IReadOnlyList<RocPoint> Points)
{
    /// <returns>Points from (0, 0), threshold positive infinity, to (1, 1); a refusal where a class is missing.</returns>
    public static Result<RocCurve> Of(ReadOnlySpan<double> scores, ReadOnlySpan<int> labels)
    {
        var positives = Labels.CountPositives(scores, labels);
        if (Labels.IsOneClass(positives, labels.Length)) return MetricRefusals.OneClass;
        double[] sorted = scores.ToArray();
        int[] own = labels.ToArray();
        Array.Sort(sorted, own);
        var points = new List<RocPoint> { new(double.PositiveInfinity, 0, 0) };
        double negatives = labels.Length - positives;
        for (int i = sorted.Length - 1, up = 0, down = 0; i >= 0; i--)
        {
            if (own[i] == 1) up++;
            else down++;
            if (i == 0 || sorted[i - 1] != sorted[i]) points.Add(new RocPoint(sorted[i], down / negatives, up / (double)positives));
        }

        return new RocCurve(points);
    }

    /// <summary>Sensitivity at a false positive rate, on the straight line between points.</summary>
    public double TruePositiveRateAt(double falsePositiveRate)
    {
        // The last point at or left of the place: a vertical step counts in full.
        int low = 0, high = Points.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (Points[middle].FalsePositiveRate <= falsePositiveRate) low = middle;
            else high = middle - 1;
        }

        if (low == Points.Count - 1) return Points[low].TruePositiveRate;
        RocPoint left = Points[low], right = Points[low + 1];
        var share = (falsePositiveRate - left.FalsePositiveRate) / (right.FalsePositiveRate - left.FalsePositiveRate);
        return left.TruePositiveRate + (share * (right.TruePositiveRate - left.TruePositiveRate));
    }

    /// <summary>Pointwise 95 % band over patients drawn anew, on a grid of false positive rates.</summary>
    /// <param name="bootstrap">Resampling of the same films.</param>
    public static IReadOnlyList<RocBandPoint> Band(double[] scores, int[] labels, PatientBootstrap bootstrap, int steps = 50)
    {
        ArgumentNullException.ThrowIfNull(bootstrap);
        var rates = new List<double>[steps + 1];
        for (var i = 0; i <= steps; i++) rates[i] = new List<double>(bootstrap.Resamples);
        foreach (var draw in bootstrap.Draws())
        {
            var curve = Of(Pick(scores, draw), Pick(labels, draw));
            if (curve.IsRefused) continue;
            for (var i = 0; i <= steps; i++) rates[i].Add(curve.Value.TruePositiveRateAt(i / (double)steps));
        }

        return [.. rates.Select((own, i) => new RocBandPoint(i / (double)steps, PatientBootstrap.Percentile(own, 0.025), PatientBootstrap.Percentile(own, 0.975)))];
    }

    private static T[] Pick<T>(T[] values, int[] places) => Array.ConvertAll(places, i => values[i]);
}
