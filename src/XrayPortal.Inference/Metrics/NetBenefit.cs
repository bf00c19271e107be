using XrayPortal.Imaging;

namespace XrayPortal.Inference.Metrics;

/// <summary>What acting on calls is worth to someone who would act at <paramref name="Threshold"/>; acting on nobody is worth 0.</summary>
/// <param name="Threshold">Chance of disease at which harm and good of acting balance.</param>
/// <param name="Model">Acting on films whose probability is at or above the threshold.</param>
/// <param name="TreatAll">Acting on everybody.</param>
public readonly record struct NetBenefitPoint(double Threshold, double Model, double TreatAll);

/// <summary>
/// Decision curve: true positives a film, less false positives a film weighed by the odds of the threshold,
/// <c>TP / n - FP / n * pt / (1 - pt)</c>.
/// </summary>
/// <remarks>Source: Vickers and Elkin, Med. Decis. Making 26, 2006, p. 565-574.</remarks>
public static class NetBenefit
{
    /// <param name="probabilities">[n], 0..1, calibrated: a curve of uncalibrated scores says nothing about thresholds.</param>
    /// <param name="labels">[n], 0 or 1.</param>
    /// <param name="threshold">Above 0, below 1.</param>
    /// <returns>A refusal <c>metric.empty</c> where there is no film.</returns>
    public static Result<NetBenefitPoint> At(ReadOnlySpan<double> probabilities, ReadOnlySpan<int> labels, double threshold)
    {
        CheckThreshold(threshold);
        _ = Labels.CountPositivesOfProbabilities(probabilities, labels);
        return Of(ConfusionMatrix.Of(probabilities, labels, threshold), threshold);
    }

    /// <summary>From calls made at the threshold.</summary>
    public static Result<NetBenefitPoint> Of(ConfusionMatrix calls, double threshold)
    {
        ArgumentNullException.ThrowIfNull(calls);
        CheckThreshold(threshold);
        if (calls.Total == 0) return MetricRefusals.Empty;
        double films = calls.Total, odds = threshold / (1 - threshold);
        return new NetBenefitPoint(
            threshold, (calls.TruePositives - (odds * calls.FalsePositives)) / films, (calls.Positives - (odds * calls.Negatives)) / films);
    }

    /// <summary>The curve at 0.01, 0.02, ... 0.99.</summary>
    public static Result<IReadOnlyList<NetBenefitPoint>> Curve(ReadOnlySpan<double> probabilities, ReadOnlySpan<int> labels)
    {
        var points = new List<NetBenefitPoint>();
        for (var percent = 1; percent <= 99; percent++)
        {
            var point = At(probabilities, labels, percent / 100.0);
            if (point.IsRefused) return point.Refusal;
            points.Add(point.Value);
        }

        return Result.Of<IReadOnlyList<NetBenefitPoint>>(points);
    }

    private static void CheckThreshold(double threshold)
    {
        if (threshold is not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "Must lie between 0 and 1.");
    }
}
