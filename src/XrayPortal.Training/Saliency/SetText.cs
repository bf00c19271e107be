using System.Text;
using XrayPortal.Inference.Metrics;

namespace XrayPortal.Training.Saliency;

/// <summary>Figures of a set as lines for people.</summary>
internal static class SetText
{
    public static string Write(SetFigures figures)
    {
        var text = new StringBuilder();
        void Line(string line) => text.Append(line).Append('\n');

        Line($"{figures.Model} on {figures.DataSet}: {figures.Films} films, evidence for {figures.Class}.");
        foreach (var own in figures.Lungs)
        {
            Line($"{ExplanationFiles.NameOf(own.Method)}, {own.Label}, lungs by {own.Region.ToString().ToLowerInvariant()}, {own.Films} films ({own.Empty} more without evidence): "
                + $"{Of(own.Share)} of the positive evidence inside; the region covers {own.Area:0.000} of the film; difference {Of(own.Gain, signed: true)}.");
        }

        foreach (var own in figures.Pointing)
        {
            Line($"{ExplanationFiles.NameOf(own.Method)}, pointing game, {own.Films} films ({own.Empty} without evidence, missed): {Of(own.Hits)} hit a box.");
            foreach (var point in own.Fixed) Line($"  {point.Name} ({point.X:0.00}, {point.Y:0.00}): {Of(point.Hits)}");
            Line($"  a point drawn anywhere: {own.Chance:0.000}; map minus {own.Fixed[^1].Name}: {Of(own.GainOverBest, signed: true)}");
        }

        if (figures.Completeness is { } complete)
        {
            Line($"Integrated gradients, {figures.Steps} steps from {figures.Baseline.ToString()!.ToLowerInvariant()}: completeness error {complete.Median:P2} at the median, "
                + $"{complete.Largest:P2} at most, at most 1 % on {complete.WithinOnePercent:P1} of {complete.Films} films.");
        }

        if (figures.Agreement is { } same)
            Line($"Against the exported model's cam, {same.Films} films: cosine {same.Cosine:0.000000} at least, values {same.LargestDifference:G2} and probabilities {same.ProbabilityDifference:G2} apart at most.");
        foreach (var stage in figures.Randomisation)
        {
            Line($"{ExplanationFiles.NameOf(stage.Method)}, fresh weights from the head to {stage.Stage}: rank correlation {Or(stage.Signed)}, of absolute values {Or(stage.Absolute)} "
                + $"({stage.Films} films, {stage.Undefined} without order).");
        }

        return text.ToString();
    }

    private static string Of(MetricInterval share, bool signed = false) => signed
        ? $"{share.Value:+0.000;-0.000} ({share.Low:+0.000;-0.000} to {share.High:+0.000;-0.000})"
        : $"{share.Value:0.000} ({share.Low:0.000} to {share.High:0.000})";

    private static string Or(double? value) => value is { } number ? number.ToString("0.000") : "not defined";
}
