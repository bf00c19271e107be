using System.Globalization;
using System.Text;
using XrayPortal.Inference.Evaluation.Probes;
using XrayPortal.Inference.Metrics;

namespace XrayPortal.Inference.Evaluation;

/// <summary>The figures of an evaluation as text for people.</summary>
public static class EvaluationText
{
    public static string Write(EvaluationSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        if (summary.Figures is not { } all) throw new ArgumentException("The summary was written by an earlier version and lacks the figures.", nameof(summary));
        var text = new StringBuilder();
        Heading(text, summary);
        Whole(text, summary, all);
        foreach (var column in summary.Groups.GroupBy(g => g.Column, StringComparer.Ordinal)) Groups(text, column.Key, [.. column]);
        if (summary.Probes is { } probes) Probes(text, probes, all);
        if (summary.Comparison is { } comparison) Comparison(text, comparison);
        return text.ToString();
    }

    private static void Heading(StringBuilder text, EvaluationSummary summary)
    {
        var m = summary.Metrics;
        Line(text, $"{summary.ModelName} {summary.ModelVersion} on {m.DataSet}: {m.Films} films of {m.Patients} patients, {m.Positives} with pneumonia.");
        if (summary.Ungated) Line(text, $"Population and gate were not asked: in use, some of these films would get no answer.");
        if (m.NotAssessed == 0) return;
        var reasons = summary.NotAssessed.GroupBy(f => f.Code, StringComparer.Ordinal).OrderByDescending(g => g.Count()).Select(g => $"{g.Key} {g.Count()}");
        Line(text, $"{m.NotAssessed} more films were not assessed and are in no figure: {string.Join(", ", reasons)}.");
    }

    private static void Whole(StringBuilder text, EvaluationSummary summary, GroupFigures all)
    {
        var matrix = all.ConfusionMatrix!;
        Line(text, $"\nAt threshold {summary.Threshold:0.000}: {matrix.TruePositives} of {matrix.Positives} films with pneumonia called, {matrix.FalsePositives} of {matrix.Negatives} normal films called.");
        Line(text, $"Intervals: 95 %, {summary.Resamples} drawings of patients, seed {summary.Seed}.\n");
        var table = new TextTable("Figure", "value", "95 %", "beside it") { EndsInWords = true };
        void Row(string name, MetricInterval? figure, string beside = "") => table.Add(name, Value(figure), Range(figure), beside);
        Row("AUROC", all.Auroc, $"DeLong {Range(all.AurocDeLong)}");
        Row("AUPRC (average precision)", all.AveragePrecision, $"knowing nothing {Number(all.Positives / (double)all.Films)}");
        Row("Sensitivity", all.Sensitivity, $"Wilson {Range(all.SensitivityWilson)}");
        Row("Specificity", all.Specificity, $"Wilson {Range(all.SpecificityWilson)}");
        Row("Sensitivity at 90 % specificity", all.SensitivityAt90Specificity, "threshold chosen here");
        Row("Sensitivity at 95 % specificity", all.SensitivityAt95Specificity, "threshold chosen here");
        Row("Specificity at 90 % sensitivity", all.SpecificityAt90Sensitivity, "threshold chosen here");
        Row("Specificity at 95 % sensitivity", all.SpecificityAt95Sensitivity, "threshold chosen here");
        Row("F1", all.F1);
        Row("Matthews correlation", all.MatthewsCorrelation);
        Row("PPV", all.PositivePredictiveValue, $"{Percent(all.Positives / (double)all.Films)} with pneumonia, as here");
        Row("NPV", all.NegativePredictiveValue, $"{Percent(all.Positives / (double)all.Films)} with pneumonia, as here");
        if (summary.Prevalence is { } prevalence)
        {
            Row("PPV", all.PositivePredictiveValueAtPrevalence, $"{Percent(prevalence)} with pneumonia");
            Row("NPV", all.NegativePredictiveValueAtPrevalence, $"{Percent(prevalence)} with pneumonia");
        }

        Row("Brier score", all.Brier);
        table.Add("Calibration error (ECE)", Number(all.Ece), "", Noise(all));
        table.Add("Calibration slope", Number(all.CalibrationSlope), "", "1 is best");
        table.Add("Calibration intercept", Number(all.CalibrationIntercept), "", "0 is best");
        table.WriteTo(text);
    }

    private static string Noise(GroupFigures all) =>
        all.EceOfPerfectModel is { } noise ? $"perfect model: {Number(noise.Mean)}, up to {Number(noise.Upper)} by chance" : "";

    private static void Groups(StringBuilder text, string column, GroupFigures[] groups)
    {
        Line(text, $"\nBy {column}:");
        var table = new TextTable(column, "films", "patients", "pneumonia", "not assessed", "AUROC", "AUPRC", "sensitivity", "specificity", "ECE (by chance to)");
        foreach (var group in groups)
        {
            string[] counts = [group.Value, $"{group.Films}", $"{group.Patients}", $"{group.Positives}", $"{group.NotAssessed}"];
            table.Add(group.Note is not null ? [.. counts, "too few"] :
                [.. counts, Both(group.Auroc), Both(group.AveragePrecision), Both(group.Sensitivity), Both(group.Specificity), $"{Number(group.Ece)} ({Number(group.EceOfPerfectModel?.Upper)})"]);
        }

        table.WriteTo(text);
        if (Array.Exists(groups, g => g.Note is not null)) Line(text, $"  too few: fewer than {GroupMeasurement.LeastOfAClass} films of a class, so no figures.");
    }

    private static void Probes(StringBuilder text, IReadOnlyList<ShortcutProbe> probes, GroupFigures all)
    {
        Line(text, $"\nShortcut probes: AUROC without looking at the chest, by logistic regressions fitted on these very films, {ShortcutProbes.Folds}-fold by patient.");
        if (probes.Count == 0)
        {
            Line(text, $"  Not measured: fewer than {ShortcutProbes.Folds} patients of a class.");
            return;
        }

        var table = new TextTable("Looks at", "numbers", "AUROC", "95 %");
        foreach (var probe in probes) table.Add(probe.Name, $"{probe.Features}", Value(probe.Auroc), Range(probe.Auroc));
        table.Add("the model", "", Value(all.Auroc), Range(all.Auroc));
        table.WriteTo(text);
    }

    private static void Comparison(StringBuilder text, ModelComparison c)
    {
        Line(text, $"\nAgainst {c.OtherName} {c.OtherVersion} (threshold {c.OtherThreshold:0.000}) on the {c.Films} films that both assessed ({c.AssessedByOne} more by one alone):");
        var table = new TextTable("Difference, this minus other", "value", "95 %", "test") { EndsInWords = true };
        table.Add("AUROC", Signed(c.AurocDifference.Value), SignedRange(c.AurocDifference), $"DeLong {Number(c.DeLong.First)} against {Number(c.DeLong.Second)}: z {Number(c.DeLong.Z)}, p {P(c.DeLong.P)}");
        table.Add("Sensitivity", Signed(c.SensitivityDifference.Value), SignedRange(c.SensitivityDifference), McNemarText(c.Positives));
        table.Add("Specificity", Signed(c.SpecificityDifference.Value), SignedRange(c.SpecificityDifference), McNemarText(c.Negatives));
        table.Add("All calls", "", "", McNemarText(c.AllFilms));
        table.WriteTo(text);
    }

    private static string McNemarText(McNemarTest test) => $"McNemar: {test.OnlyThisRight} only this right, {test.OnlyOtherRight} only the other, p {P(test.P)}";

    private static string P(double p) => p < 0.001 ? "< 0.001" : Number(p);

    private static string Value(MetricInterval? figure) => Number(figure?.Value);

    private static string Range(MetricInterval? figure) => figure is { } own ? $"{Number(own.Low)} to {Number(own.High)}" : "";

    private static string Both(MetricInterval? figure) => figure is null ? Number(null) : $"{Value(figure)} ({Range(figure)})";

    private static string Number(double? value) => value is { } number ? number.ToString("0.000", CultureInfo.InvariantCulture) : "not defined";

    private static string Signed(double value) => value.ToString("+0.000;-0.000;0.000", CultureInfo.InvariantCulture);

    private static string SignedRange(MetricInterval figure) => $"{Signed(figure.Low)} to {Signed(figure.High)}";

    private static string Percent(double share) => $"{(share * 100).ToString("0.#", CultureInfo.InvariantCulture)} %";

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
