using System.Text.Json.Serialization;
using XrayPortal.Imaging;

namespace XrayPortal.Inference.Metrics;

/// <summary>Calls against labels. Every ratio whose denominator is empty is a refusal <c>metric.empty</c>.</summary>
public sealed record ConfusionMatrix(int TruePositives, int FalsePositives, int TrueNegatives, int FalseNegatives)
{
    [JsonIgnore]
    public int Positives => TruePositives + FalseNegatives;

    [JsonIgnore]
    public int Negatives => TrueNegatives + FalsePositives;

    [JsonIgnore]
    public int Total => Positives + Negatives;

    /// <summary>Share of positives called positive, TP / (TP + FN).</summary>
    [JsonIgnore]
    public Result<double> Sensitivity => Ratio(TruePositives, Positives);

    /// <summary>Share of negatives called negative, TN / (TN + FP).</summary>
    [JsonIgnore]
    public Result<double> Specificity => Ratio(TrueNegatives, Negatives);

    /// <summary>Share of positive calls that are right, TP / (TP + FP); moves with the share of positives in the set.</summary>
    [JsonIgnore]
    public Result<double> PositivePredictiveValue => Ratio(TruePositives, TruePositives + FalsePositives);

    /// <summary>Share of negative calls that are right, TN / (TN + FN); moves with the share of positives in the set.</summary>
    [JsonIgnore]
    public Result<double> NegativePredictiveValue => Ratio(TrueNegatives, TrueNegatives + FalseNegatives);

    /// <summary>(TP + TN) / all.</summary>
    [JsonIgnore]
    public Result<double> Accuracy => Ratio(TruePositives + TrueNegatives, Total);

    /// <summary>2 TP / (2 TP + FP + FN).</summary>
    [JsonIgnore]
    public Result<double> F1 => Ratio(2.0 * TruePositives, (2.0 * TruePositives) + FalsePositives + FalseNegatives);

    /// <summary>
    /// Matthews correlation, (TP TN - FP FN) / sqrt((TP+FP)(TP+FN)(TN+FP)(TN+FN)), -1..1. Source: Matthews, Biochim. Biophys. Acta 405, 1975.
    /// </summary>
    [JsonIgnore]
    public Result<double> MatthewsCorrelation => Ratio(
        ((double)TruePositives * TrueNegatives) - ((double)FalsePositives * FalseNegatives),
        Math.Sqrt((double)(TruePositives + FalsePositives) * Positives * Negatives * (TrueNegatives + FalseNegatives)));

    /// <param name="scores">[n]; at or above <paramref name="threshold"/> a film is called positive.</param>
    /// <param name="labels">[n], 0 or 1.</param>
    public static ConfusionMatrix Of(ReadOnlySpan<double> scores, ReadOnlySpan<int> labels, double threshold)
    {
        _ = Labels.CountPositives(scores, labels);
        int tp = 0, fp = 0, tn = 0, fn = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            if (scores[i] >= threshold)
            {
                if (labels[i] == 1) tp++;
                else fp++;
            }
            else if (labels[i] == 1) fn++;
            else tn++;
        }

        return new ConfusionMatrix(tp, fp, tn, fn);
    }

    private static Result<double> Ratio(double part, double whole) => whole > 0 ? part / whole : MetricRefusals.Empty;
}
