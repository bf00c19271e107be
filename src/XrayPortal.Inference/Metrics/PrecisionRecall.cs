using XrayPortal.Imaging;

namespace XrayPortal.Inference.Metrics;

/// <summary>One threshold's place: calling positive at or above it.</summary>
public readonly record struct PrecisionRecallPoint(double Threshold, double Precision, double Recall);

/// <summary>Share of positive calls that are right against share of positives found; moves with the share of positives in the set.</summary>
public static class PrecisionRecall
{
    /// <returns>One point a distinct score, highest first; a refusal where a class is missing.</returns>
    public static Result<IReadOnlyList<PrecisionRecallPoint>> Of(ReadOnlySpan<double> scores, ReadOnlySpan<int> labels)
    {
        var curve = RocCurve.Of(scores, labels);
        if (curve.IsRefused) return curve.Refusal;
        double positives = Labels.CountPositives(scores, labels), negatives = labels.Length - positives;
        return Result.Of<IReadOnlyList<PrecisionRecallPoint>>(
        [
            .. curve.Value.Points.Skip(1).Select(p => new PrecisionRecallPoint(
                p.Threshold,
                p.TruePositiveRate * positives / ((p.TruePositiveRate * positives) + (p.FalsePositiveRate * negatives)),
                p.TruePositiveRate)),
        ]);
    }

    /// <summary>Area under the curve by steps: <c>sum (R_n - R_(n-1)) P_n</c>, no line between points, which would flatter.</summary>
    /// <remarks>Source: Davis and Goadrich, ICML 2006; the same as scikit-learn's average_precision_score.</remarks>
    public static Result<double> Average(ReadOnlySpan<double> scores, ReadOnlySpan<int> labels)
    {
        var points = Of(scores, labels);
        if (points.IsRefused) return points.Refusal;
        double area = 0, recall = 0;
        foreach (var point in points.Value)
        {
            area += (point.Recall - recall) * point.Precision;
            recall = point.Recall;
        }

        return area;
    }
}
