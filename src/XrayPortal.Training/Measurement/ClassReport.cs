using System.Globalization;
using System.Text;
using System.Text.Json;
using XrayPortal.Inference.Evaluation;
using XrayPortal.Inference.Evaluation.Plots;
using XrayPortal.Training.Recipes;

namespace XrayPortal.Training.Measurement;

/// <summary>What a package called one picture.</summary>
/// <param name="Truth">Number of its class among the package's.</param>
internal sealed record ScoredPicture(string File, int Truth, int Called, double Probability, double ProbabilityOfTruth);

/// <summary>A package that tells classes apart, measured on one part.</summary>
internal sealed record ClassReport(string ModelName, string ModelVersion, IReadOnlyList<string> Classes, IReadOnlyList<ScoredPicture> Pictures, ClassMetrics Metrics)
{
    /// <summary>Writes <c>scores.csv</c>, <c>metrics.json</c> and the confusion matrix as SVG and PNG.</summary>
    public void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        var csv = new StringBuilder("file,label,called,probability,probability_of_label\n");
        foreach (var p in Pictures)
            csv.Append(CultureInfo.InvariantCulture, $"{CsvRows.Cell(p.File)},{CsvRows.Cell(Classes[p.Truth])},{CsvRows.Cell(Classes[p.Called])},{p.Probability:R},{p.ProbabilityOfTruth:R}\n");
        File.WriteAllText(Path.Combine(folder, EvaluationReport.ScoresName), csv.ToString());
        File.WriteAllText(Path.Combine(folder, EvaluationReport.MetricsName), ToJson());
        var plot = ClassConfusionPlot.Draw(Metrics.Part, Classes, Metrics.Confusion);
        File.WriteAllText(Path.Combine(folder, $"{plot.Name}.svg"), plot.ToSvg());
        File.WriteAllBytes(Path.Combine(folder, $"{plot.Name}.png"), plot.ToPng());
    }

    public string ToJson() => JsonSerializer.Serialize(new { ModelName, ModelVersion, Classes, Metrics }, Recipe.Json);

    /// <summary>For people, on a terminal.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        var m = Metrics;
        text.Append(CultureInfo.InvariantCulture, $"{ModelName} {ModelVersion} on {m.Part}: {m.Right} of {m.Pictures} pictures right, accuracy {m.Accuracy.Value:0.0000} ({m.Accuracy.Low:0.0000} to {m.Accuracy.High:0.0000}, Wilson), cross-entropy {m.Loss:0.0000}.\n\n");
        var table = new TextTable("class", "pictures", "recall", "precision", "most often taken for") { EndsInWords = true };
        for (var i = 0; i < Classes.Count; i++)
        {
            var row = m.Confusion[i];
            var wrong = Enumerable.Range(0, row.Length).Where(c => c != i).MaxBy(c => row[c]);
            table.Add(Classes[i], $"{row.Sum()}", Share(m.Recall(i)), Share(m.Precision(i)), row[wrong] == 0 ? "" : $"{Classes[wrong]} ({row[wrong]})");
        }

        table.WriteTo(text);
        return text.ToString();
    }

    private static string Share(double? share) => share is { } own ? own.ToString("0.000", CultureInfo.InvariantCulture) : "not defined";
}
