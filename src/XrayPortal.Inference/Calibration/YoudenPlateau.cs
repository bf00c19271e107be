using XrayPortal.Inference.Metrics;

namespace XrayPortal.Inference.Calibration;

/// <summary>The thresholds around the best Youden index that do as well as it within one standard error.</summary>
/// <param name="Low">Lowest such threshold.</param>
/// <param name="High">Highest such threshold; every one between does as well.</param>
/// <param name="Best">Highest Youden index.</param>
/// <param name="StandardError">Of that index: sqrt(se (1 - se) / P + sp (1 - sp) / N).</param>
/// <remarks>Source: Youden, Cancer 3, 1950; one standard error as slack: Breiman et al., Classification and Regression Trees, 1984, 3.4.3.</remarks>
internal sealed record YoudenPlateau(double Low, double High, double Best, double StandardError)
{
    /// <param name="probabilities">[n].</param>
    /// <param name="labels">[n], both classes there.</param>
    public static YoudenPlateau Of(double[] probabilities, int[] labels)
    {
        var points = RocCurve.Of(probabilities, labels).Value.Points;
        var best = 0;
        for (var i = 1; i < points.Count; i++)
            if (Index(points[i]) > Index(points[best])) best = i;

        var positives = labels.Sum();
        double se = points[best].TruePositiveRate, fpr = points[best].FalsePositiveRate;
        var error = Math.Sqrt((se * (1 - se) / positives) + (fpr * (1 - fpr) / (labels.Length - positives)));
        int first = best, last = best;
        while (first > 0 && Index(points[first - 1]) >= Index(points[best]) - error) first--;
        while (last < points.Count - 1 && Index(points[last + 1]) >= Index(points[best]) - error) last++;

        // A point holds from the next lower score, exclusive, up to its own; (0, 0) stands above every score.
        var low = last < points.Count - 1 ? points[last + 1].Threshold : 0;
        return new YoudenPlateau(low, Math.Min(1, points[first].Threshold), Index(points[best]), error);
    }

    private static double Index(RocPoint point) => point.TruePositiveRate - point.FalsePositiveRate;
}
