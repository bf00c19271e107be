using XrayPortal.Imaging;

namespace XrayPortal.Inference.Metrics;

/// <summary>
/// Area under the receiver operating characteristic: the chance that a positive film scores above a negative one, ties counting
/// half. <c>(sum of ranks of positives - P (P + 1) / 2) / (P N)</c>.
/// </summary>
/// <remarks>Source: Hanley and McNeil, Radiology 143, 1982; the Mann-Whitney statistic over its maximum.</remarks>
public static class Auroc
{
    /// <param name="scores">[n], higher for positive, any scale, finite.</param>
    /// <param name="labels">[n], 0 or 1.</param>
    /// <returns>0..1; a refusal <c>metric.one-class</c> where a class is missing.</returns>
    /// <example>Scores 0.1, 0.4, 0.35, 0.8 with labels 0, 0, 1, 1 give 0.75: three of the four pairs are in order.</example>
    public static Result<double> Of(ReadOnlySpan<double> scores, ReadOnlySpan<int> labels)
    {
        var positives = Labels.CountPositives(scores, labels);
        if (Labels.IsOneClass(positives, labels.Length)) return MetricRefusals.OneClass;
        var ranks = Midranks.Of(scores);
        var sum = 0.0;
        for (var i = 0; i < ranks.Length; i++)
            if (labels[i] == 1) sum += ranks[i];
        return (sum - (positives * (positives + 1.0) / 2)) / ((double)positives * (labels.Length - positives));
    }
}
