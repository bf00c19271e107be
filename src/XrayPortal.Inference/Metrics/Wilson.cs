using XrayPortal.Imaging;

namespace XrayPortal.Inference.Metrics;

/// <summary>Interval of a share that stays within 0..1 and is right for few films and for shares near the ends.</summary>
/// <remarks>Source: Wilson, J. Am. Stat. Assoc. 22, 1927; recommended by Brown, Cai and DasGupta, Stat. Sci. 16, 2001.</remarks>
public static class Wilson
{
    /// <param name="successes">0 to <paramref name="count"/>.</param>
    /// <returns>The share with its interval; a refusal <c>metric.empty</c> where the count is 0.</returns>
    /// <example>8 of 10: 0.8, from 0.490 to 0.943.</example>
    public static Result<MetricInterval> Interval(int successes, int count, double confidence = 0.95)
    {
        if (count == 0) return MetricRefusals.Empty;
        if (successes < 0 || successes > count) throw new ArgumentOutOfRangeException(nameof(successes), successes, $"Must be 0 to {count}.");
        var z = StandardNormal.Quantile((1 + confidence) / 2);
        double share = successes / (double)count, spread = z * z / count;
        var centre = (share + (spread / 2)) / (1 + spread);
        var reach = z * Math.Sqrt((share * (1 - share) / count) + (spread / (4 * count))) / (1 + spread);
        // At the ends the bound is exact; rounding must not leave it a hair off.
        return new MetricInterval(share, successes == 0 ? 0 : centre - reach, successes == count ? 1 : centre + reach);
    }
}
