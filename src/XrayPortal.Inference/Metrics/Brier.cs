using XrayPortal.Imaging;

namespace XrayPortal.Inference.Metrics;

/// <summary>Mean squared distance of the probability from what was true (1 or 0): 0 is perfect, 0.25 is always saying one half.</summary>
/// <remarks>Source: Brier, Monthly Weather Review 78, 1950 (for two classes, half of his sum).</remarks>
public static class Brier
{
    /// <param name="probabilities">[n], 0..1.</param>
    /// <param name="labels">[n], 0 or 1.</param>
    /// <returns>0..1; a refusal <c>metric.empty</c> where there is no film.</returns>
    public static Result<double> Of(ReadOnlySpan<double> probabilities, ReadOnlySpan<int> labels)
    {
        _ = Labels.CountPositivesOfProbabilities(probabilities, labels);
        if (labels.IsEmpty) return MetricRefusals.Empty;
        var sum = 0.0;
        for (var i = 0; i < labels.Length; i++) sum += (probabilities[i] - labels[i]) * (probabilities[i] - labels[i]);
        return sum / labels.Length;
    }
}
