using XrayPortal.Imaging;

namespace XrayPortal.Inference.Metrics;

/// <summary>Difference of two AUROCs on the same films.</summary>
/// <param name="Difference">First minus second.</param>
/// <param name="StandardError">Of the difference; 0 where both scores order the films alike.</param>
/// <param name="P">Two-sided, under equality.</param>
public sealed record DeLongComparison(double First, double Second, double Difference, double StandardError, double Z, double P);

/// <summary>Variance of the AUROC without a model of the scores, from how each film fares against all of the other class.</summary>
/// <remarks>
/// Source: DeLong, DeLong and Clarke-Pearson, Biometrics 44, 1988, by the midranks of Sun and Xu, IEEE Signal Processing Letters 21, 2014.
/// Films count as independent: with many films a patient use <see cref="PatientBootstrap"/>.
/// </remarks>
public static class DeLong
{
    /// <param name="confidence">Between 0 and 1.</param>
    /// <returns>AUROC with its normal interval, cut at 0 and 1; a refusal where a class is missing.</returns>
    public static Result<MetricInterval> Interval(ReadOnlySpan<double> scores, ReadOnlySpan<int> labels, double confidence = 0.95)
    {
        var positives = Labels.CountPositives(scores, labels);
        if (Labels.IsOneClass(positives, labels.Length)) return MetricRefusals.OneClass;
        var placements = Placements.Of(scores, labels, positives);
        var reach = StandardNormal.Quantile((1 + confidence) / 2) * Math.Sqrt(Placements.Covariance(placements, placements));
        return new MetricInterval(placements.Auroc, Math.Max(0, placements.Auroc - reach), Math.Min(1, placements.Auroc + reach));
    }

    /// <summary>The paired test: two scores of the same films.</summary>
    public static Result<DeLongComparison> Compare(ReadOnlySpan<double> first, ReadOnlySpan<double> second, ReadOnlySpan<int> labels)
    {
        var positives = Labels.CountPositives(first, labels);
        _ = Labels.CountPositives(second, labels);
        if (Labels.IsOneClass(positives, labels.Length)) return MetricRefusals.OneClass;
        Placements a = Placements.Of(first, labels, positives), b = Placements.Of(second, labels, positives);
        var variance = Placements.Covariance(a, a) + Placements.Covariance(b, b) - (2 * Placements.Covariance(a, b));
        var (difference, error) = (a.Auroc - b.Auroc, Math.Sqrt(Math.Max(0, variance)));
        var z = error > 0 ? difference / error : 0;
        return new DeLongComparison(a.Auroc, b.Auroc, difference, error, z, error > 0 ? StandardNormal.TwoSided(z) : difference == 0 ? 1 : 0);
    }

    /// <summary>For each film the share of the other class that it is ordered rightly against.</summary>
    private sealed record Placements(double Auroc, double[] OfPositives, double[] OfNegatives)
    {
        public static Placements Of(ReadOnlySpan<double> scores, ReadOnlySpan<int> labels, int positives)
        {
            var negatives = labels.Length - positives;
            double[] up = new double[positives], down = new double[negatives];
            for (int i = 0, p = 0, n = 0; i < labels.Length; i++)
            {
                if (labels[i] == 1) up[p++] = scores[i];
                else down[n++] = scores[i];
            }

            double[] all = Midranks.Of((double[])[.. up, .. down]), ownUp = Midranks.Of(up), ownDown = Midranks.Of(down);
            for (var i = 0; i < positives; i++) up[i] = (all[i] - ownUp[i]) / negatives;
            for (var i = 0; i < negatives; i++) down[i] = 1 - ((all[positives + i] - ownDown[i]) / positives);
            return new Placements(up.Average(), up, down);
        }

        public static double Covariance(Placements a, Placements b) =>
            (Covariance(a.OfPositives, b.OfPositives) / a.OfPositives.Length) + (Covariance(a.OfNegatives, b.OfNegatives) / a.OfNegatives.Length);

        private static double Covariance(double[] a, double[] b)
        {
            if (a.Length < 2) return 0;
            double meanA = a.Average(), meanB = b.Average(), sum = 0;
            for (var i = 0; i < a.Length; i++) sum += (a[i] - meanA) * (b[i] - meanB);
            return sum / (a.Length - 1);
        }
    }
}
