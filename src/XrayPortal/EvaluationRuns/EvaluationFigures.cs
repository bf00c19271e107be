using System.Text.Json;
using XrayPortal.Inference.Evaluation;
using XrayPortal.Inference.Metrics;
using XrayPortal.Inference.Packages;

namespace XrayPortal.EvaluationRuns;

/// <summary>One line of the table of figures; null where it is not defined or has no interval.</summary>
public sealed record EvaluationFigure(string Name, double? Value, double? Low, double? High, string Note)
{
    /// <summary>The value with its interval.</summary>
    public string Text => this switch
    {
        { Value: { } value, Low: { } low, High: { } high } => EvaluationFigures.Text(new MetricInterval(value, low, high)),
        { Value: { } value } => value.ToString("0.000"),
        _ => "not defined",
    };
}

/// <summary>The figures of a run as people read them.</summary>
internal static class EvaluationFigures
{
    public static EvaluationSummary? Read(EvaluationRun run) =>
        run.MetricsJson is null ? null : JsonSerializer.Deserialize<EvaluationSummary>(run.MetricsJson, ModelManifest.Json);

    public static IReadOnlyList<EvaluationFigure> Table(EvaluationSummary summary)
    {
        var m = summary.Metrics;
        var f = summary.Figures; // null in runs of earlier versions, which have values without intervals
        var table = new List<EvaluationFigure>
        {
            Row("AUROC", m.Auroc, "patients drawn anew"),
            Row("AUROC (DeLong)", summary.AurocDeLong, "takes films as independent"),
            Row("Sensitivity", m.Sensitivity, $"at threshold {summary.Threshold:0.000}"),
            Row("Specificity", m.Specificity, $"at threshold {summary.Threshold:0.000}"),
            Row("Positive predictive value", f?.PositivePredictiveValue, "moves with the share of pneumonia in the set", summary.PositivePredictiveValue),
            Row("Negative predictive value", f?.NegativePredictiveValue, "moves with the share of pneumonia in the set", summary.NegativePredictiveValue),
        };
        if (summary.Prevalence is { } prevalence)
        {
            table.Add(Row("Positive predictive value", f?.PositivePredictiveValueAtPrevalence, $"where {prevalence:0.#%} have pneumonia"));
            table.Add(Row("Negative predictive value", f?.NegativePredictiveValueAtPrevalence, $"where {prevalence:0.#%} have pneumonia"));
        }

        table.AddRange(
        [
            Row("Accuracy", null, "", m.Accuracy),
            Row("F1", f?.F1, "", summary.F1),
            Row("Matthews correlation", f?.MatthewsCorrelation, "", summary.MatthewsCorrelation),
            Row("Average precision (AUPRC)", f?.AveragePrecision, $"knowing nothing: {m.Positives / (double)m.Films:0.000}", summary.AveragePrecision),
            Row("Sensitivity at 95 % specificity", f?.SensitivityAt95Specificity, "chosen on these very films: optimistic", summary.SensitivityAt95Specificity),
            Row("Specificity at 95 % sensitivity", f?.SpecificityAt95Sensitivity, "chosen on these very films: optimistic", summary.SpecificityAt95Sensitivity),
            Row("Brier score", f?.Brier, "0 is best", m.Brier),
            Row("Calibration error (ECE)", null, $"a perfectly calibrated model: up to {summary.EceOfPerfectModel.Upper:0.000} by chance", m.Ece),
            Row("Calibration slope", null, "1 is best", summary.CalibrationSlope),
            Row("Calibration intercept", null, "0 is best", summary.CalibrationIntercept),
        ]);
        return table;
    }

    public static string Text(MetricInterval interval) => $"{interval.Value:0.000} ({interval.Low:0.000}–{interval.High:0.000})";

    /// <summary>A figure of a group; a dash where it is not defined.</summary>
    public static string TextOrDash(MetricInterval? interval) => interval is { } own ? Text(own) : "–";

    private static EvaluationFigure Row(string name, MetricInterval? interval, string note, double? value = null) =>
        new(name, interval?.Value ?? value, interval?.Low, interval?.High, note);
}
