using System.Globalization;
using System.Text;
using XrayPortal.Api;
using XrayPortal.Inference.Evaluation;
using XrayPortal.Inference.Metrics;

namespace XrayPortal.EvaluationRuns;

/// <summary>The tables of a run as CSV, one file each; drawn from the figures when somebody asks, so that older runs have them, too.</summary>
internal static class EvaluationTables
{
    private static readonly (string Name, Func<EvaluationSummary, bool> Has, Func<EvaluationSummary, IEnumerable<string[]>> Rows)[] All =
    [
        ("figures.csv", _ => true, Figures),
        ("groups.csv", s => s.Groups.Count > 0, Groups),
        ("probes.csv", s => s.Probes is { Count: > 0 }, Probes),
        ("decision.csv", s => s.DecisionCurve.Count > 0, Decision),
    ];

    /// <summary>Names of the tables that a run has.</summary>
    public static IEnumerable<string> Of(EvaluationSummary summary) => All.Where(t => t.Has(summary)).Select(t => t.Name);

    public static bool Knows(string name) => Array.Exists(All, t => t.Name == name);

    /// <returns>Null where the run has no such table.</returns>
    public static string? Write(EvaluationSummary summary, string name)
    {
        var (own, has, rows) = Array.Find(All, t => t.Name == name);
        if (own is null || !has(summary)) return null;
        var text = new StringBuilder();
        foreach (var row in rows(summary)) text.AppendJoin(',', row).Append('\n');
        return text.ToString();
    }

    private static IEnumerable<string[]> Figures(EvaluationSummary summary)
    {
        yield return ["figure", "value", "low", "high", "note"];
        foreach (var f in EvaluationFigures.Table(summary)) yield return [Csv.Field(f.Name), Number(f.Value), Number(f.Low), Number(f.High), Csv.Field(f.Note)];
    }

    private static IEnumerable<string[]> Groups(EvaluationSummary summary)
    {
        (string Name, Func<GroupFigures, MetricInterval?> Of)[] figures =
        [
            ("auroc", g => g.Auroc), ("auprc", g => g.AveragePrecision), ("sensitivity", g => g.Sensitivity), ("specificity", g => g.Specificity),
            ("ppv", g => g.PositivePredictiveValue), ("npv", g => g.NegativePredictiveValue), ("brier", g => g.Brier),
        ];
        yield return
        [
            "column", "value", "films", "patients", "pneumonia", "not_assessed", .. figures.SelectMany(f => new[] { f.Name, $"{f.Name}_low", $"{f.Name}_high" }),
            "ece", "ece_by_chance_to", "note",
        ];
        foreach (var g in summary.Groups)
        {
            yield return
            [
                Csv.Field(g.Column), Csv.Field(g.Value), Number(g.Films), Number(g.Patients), Number(g.Positives), Number(g.NotAssessed),
                .. figures.SelectMany(f => f.Of(g) is { } own ? new[] { Number(own.Value), Number(own.Low), Number(own.High) } : ["", "", ""]),
                Number(g.Ece), Number(g.EceOfPerfectModel?.Upper), Csv.Field(g.Note ?? ""),
            ];
        }
    }

    private static IEnumerable<string[]> Probes(EvaluationSummary summary)
    {
        yield return ["looks_at", "numbers", "auroc", "low", "high"];
        foreach (var p in summary.Probes ?? []) yield return [Csv.Field(p.Name), Number(p.Features), Number(p.Auroc.Value), Number(p.Auroc.Low), Number(p.Auroc.High)];
        var model = summary.Metrics.Auroc;
        yield return ["the model", "", Number(model.Value), Number(model.Low), Number(model.High)];
    }

    private static IEnumerable<string[]> Decision(EvaluationSummary summary)
    {
        yield return ["threshold", "model", "treat_all"];
        foreach (var p in summary.DecisionCurve) yield return [Number(p.Threshold), Number(p.Model), Number(p.TreatAll)];
    }

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
