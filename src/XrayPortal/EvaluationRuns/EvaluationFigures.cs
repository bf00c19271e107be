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
        var f = summary.Figures; // null in runs of earlier versions, which have values without intervals
        return
        [
            new("AUROC", Text(m.Auroc), "patients drawn anew"),
            new("AUROC (DeLong)", Text(summary.AurocDeLong), "takes films as independent"),
            new("Sensitivity", Text(m.Sensitivity), $"at threshold {summary.Threshold:0.000}"),
            new("Specificity", Text(m.Specificity), $"at threshold {summary.Threshold:0.000}"),
            new("Positive predictive value", Text(f?.PositivePredictiveValue, summary.PositivePredictiveValue), "moves with the share of pneumonia in the set"),
            new("Negative predictive value", Text(f?.NegativePredictiveValue, summary.NegativePredictiveValue), "moves with the share of pneumonia in the set"),
            new("Accuracy", Text(m.Accuracy), ""),
            new("F1", Text(f?.F1, summary.F1), ""),
            new("Matthews correlation", Text(f?.MatthewsCorrelation, summary.MatthewsCorrelation), ""),
            new("Average precision (AUPRC)", Text(f?.AveragePrecision, summary.AveragePrecision), $"knowing nothing: {m.Positives / (double)m.Films:0.000}"),
            new("Sensitivity at 95 % specificity", Text(f?.SensitivityAt95Specificity, summary.SensitivityAt95Specificity), "chosen on these very films: optimistic"),
            new("Specificity at 95 % sensitivity", Text(f?.SpecificityAt95Sensitivity, summary.SpecificityAt95Sensitivity), "chosen on these very films: optimistic"),
            new("Brier score", Text(f?.Brier, m.Brier), "0 is best"),
            new("Calibration error (ECE)", Text(m.Ece), $"a perfectly calibrated model: up to {summary.EceOfPerfectModel.Upper:0.000} by chance"),
            new("Calibration slope, intercept", $"{Text(summary.CalibrationSlope)}, {Text(summary.CalibrationIntercept)}", "1 and 0 are best"),
        ];
    }

    public static string Text(MetricInterval interval) => $"{interval.Value:0.000} ({interval.Low:0.000}–{interval.High:0.000})";

    private static string Text(MetricInterval? interval, double? value) => interval is { } own ? Text(own) : Text(value);

    private static string Text(double? value) => value?.ToString("0.000") ?? "not defined";
}
