using XrayPortal.Imaging;

namespace XrayPortal.Inference.Metrics;

/// <summary>What one rate can be while the other is held: the best point of the empirical curve, no line between points.</summary>
public static class SensitivityAtSpecificity
{
    /// <summary>Absorbs the rounding of counts divided by counts.</summary>
    private const double Slack = 1e-12;

    /// <param name="specificity">At least this much, 0..1.</param>
    /// <returns>Highest sensitivity; a refusal where a class is missing.</returns>
    public static Result<double> Sensitivity(ReadOnlySpan<double> scores, ReadOnlySpan<int> labels, double specificity)
    {
        CheckShare(specificity);
        var curve = RocCurve.Of(scores, labels);
        return curve.IsRefused
            ? curve.Refusal
            : curve.Value.Points.Where(p => 1 - p.FalsePositiveRate >= specificity - Slack).Max(p => p.TruePositiveRate);
    }

    /// <param name="sensitivity">At least this much, 0..1.</param>
    /// <returns>Highest specificity; a refusal where a class is missing.</returns>
    public static Result<double> Specificity(ReadOnlySpan<double> scores, ReadOnlySpan<int> labels, double sensitivity)
    {
        CheckShare(sensitivity);
        var curve = RocCurve.Of(scores, labels);
        return curve.IsRefused
            ? curve.Refusal
            : curve.Value.Points.Where(p => p.TruePositiveRate >= sensitivity - Slack).Max(p => 1 - p.FalsePositiveRate);
    }

    private static void CheckShare(double share)
    {
        if (share is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(share), share, "Must be 0 to 1.");
    }
}
