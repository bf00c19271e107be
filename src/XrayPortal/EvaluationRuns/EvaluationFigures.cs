using System.Text.Json;
using XrayPortal.Inference.Evaluation;
using XrayPortal.Inference.Metrics;
using XrayPortal.Inference.Packages;

namespace XrayPortal.EvaluationRuns;

/// <summary>One line of the table of figures.</summary>
public sealed record EvaluationFigure(string Name, string Value, string Note);

/// <summary>The figures of a run as people read them.</summary>
internal static class EvaluationFigures
{
    public static EvaluationSummary? Read(EvaluationRun run) =>
        run.MetricsJson is null ? null : JsonSerializer.Deserialize<EvaluationSummary>(run.MetricsJson, ModelManifest.Json);

    public static IReadOnlyList<EvaluationFigure> Table(EvaluationSummary summary)
    {
        var m = summary.Metrics;
        return
        [
            new("AUROC", Text(m.Auroc), "patients drawn anew"),
            new("AUROC (DeLong)", Text(summary.AurocDeLong), "takes films as independent"),
            new("Sensitivity", Text(m.Sensitivity), $"at threshold {summary.Threshold:0.000}"),
            new("Specificity", Text(m.Specificity), $"at threshold {summary.Threshold:0.000}"),
            new("Positive predictive value", Text(summary.PositivePredictiveValue), "moves with the share of pneumonia in the set"),
            new("Negative predictive value", Text(summary.NegativePredictiveValue), "moves with the share of pneumonia in the set"),
            new("Accuracy", Text(m.Accuracy), ""),
            new("F1", Text(summary.F1), ""),
            new("Matthews correlation", Text(summary.MatthewsCorrelation), ""),
            new("Average precision", Text(summary.AveragePrecision), ""),
            new("Sensitivity at 95 % specificity", Text(summary.SensitivityAt95Specificity), "chosen on these very films: optimistic"),
            new("Specificity at 95 % sensitivity", Text(summary.SpecificityAt95Sensitivity), "chosen on these very films: optimistic"),
            new("Brier score", Text(m.Brier), "0 is best"),
            new("Calibration error (ECE)", Text(m.Ece), "0 is best"),
            new("Calibration slope, intercept", $"{Text(summary.CalibrationSlope)}, {Text(summary.CalibrationIntercept)}", "1 and 0 are best"),
        ];
    }

    public static string Text(MetricInterval interval) => $"{interval.Value:0.000} ({interval.Low:0.000}–{interval.High:0.000})";

    private static string Text(double? value) => value?.ToString("0.000") ?? "not defined";
}
