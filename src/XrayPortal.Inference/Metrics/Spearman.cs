using XrayPortal.Imaging;

namespace XrayPortal.Inference.Metrics;

/// <summary>Rank correlation: how alike two lists order the same things, -1 to 1.</summary>
/// <remarks>Pearson's correlation of midranks. Source: Spearman, Am. J. Psychol. 15, 1904; ties as in Kendall, Rank Correlation Methods, 1970, section 3.8.</remarks>
public static class Spearman
{
    /// <param name="left">[n], 2 or more.</param>
    /// <param name="right">[n].</param>
    /// <returns>A refusal <c>metric.constant</c> where one of the lists has no order.</returns>
    public static Result<double> Correlation(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        if (left.Length != right.Length) throw new ArgumentException($"{left.Length} and {right.Length} values.", nameof(right));
        var (x, y) = (Midranks.Of(left), Midranks.Of(right));
        var mean = (left.Length + 1) / 2.0;
        double xy = 0, xx = 0, yy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            xy += (x[i] - mean) * (y[i] - mean);
            xx += (x[i] - mean) * (x[i] - mean);
            yy += (y[i] - mean) * (y[i] - mean);
        }

        return xx == 0 || yy == 0 ? MetricRefusals.Constant : xy / Math.Sqrt(xx * yy);
    }
}
