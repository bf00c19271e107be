using System.Globalization;
using System.Text;
using System.Text.Json;
using XrayPortal.Imaging;
using XrayPortal.Inference.Evaluation.Plots;
using XrayPortal.Inference.Metrics;
using XrayPortal.Inference.Packages;

namespace XrayPortal.Inference.Evaluation;

/// <summary>One package measured on one labelled set: figures, scores, plots.</summary>
public sealed class EvaluationReport
{
    public const string ScoresName = "scores.csv";
    public const string MetricsName = "metrics.json";

    internal EvaluationReport(EvaluationSummary summary, IReadOnlyList<ScoredFilm> scores, PlotData plots)
        : this(summary, scores, [RocPlot.Draw(summary, plots), ReliabilityPlot.Draw(summary, plots), ConfusionPlot.Draw(summary), DecisionCurvePlot.Draw(summary, plots.Decision)])
    {
    }

    private EvaluationReport(EvaluationSummary summary, IReadOnlyList<ScoredFilm> scores, IReadOnlyList<Plot> plots) => (Summary, Scores, Plots) = (summary, scores, plots);

    public EvaluationSummary Summary { get; }

    /// <summary>The figures as a manifest keeps them.</summary>
    public PopulationMetrics Metrics => Summary.Metrics;

    /// <summary>In the order of the set.</summary>
    public IReadOnlyList<ScoredFilm> Scores { get; }

    /// <summary>ROC curve, reliability diagram, confusion matrix, decision curve.</summary>
    public IReadOnlyList<Plot> Plots { get; }

    /// <summary>The same report with the two models compared.</summary>
    /// <returns>A refusal <c>evaluation.no-common-films</c> where the films that both assessed are not of both classes.</returns>
    public Result<EvaluationReport> Against(EvaluationReport other)
    {
        var comparison = ModelComparison.Of(this, other);
        return comparison.IsRefused ? comparison.Refusal : new EvaluationReport(Summary with { Comparison = comparison.Value }, Scores, Plots);
    }

    /// <summary>Writes <c>scores.csv</c>, <c>metrics.json</c>, and <c>roc</c>, <c>reliability</c>, <c>confusion</c> and <c>decision</c> as SVG and PNG.</summary>
    /// <param name="folder">Made where it is missing; files in it are written over.</param>
    public void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, ScoresName), ScoresCsv());
        File.WriteAllText(Path.Combine(folder, MetricsName), JsonSerializer.Serialize(Summary, ModelManifest.Json));
        foreach (var plot in Plots)
        {
            File.WriteAllText(Path.Combine(folder, $"{plot.Name}.svg"), plot.ToSvg());
            File.WriteAllBytes(Path.Combine(folder, $"{plot.Name}.png"), plot.ToPng());
        }
    }

    private string ScoresCsv()
    {
        var text = new StringBuilder("file,patient,label,logit,probability\n");
        foreach (var film in Scores)
        {
            text.Append(CultureInfo.InvariantCulture, $"{CsvRows.Cell(film.File)},{CsvRows.Cell(film.Patient)},{film.Label},{film.Logit:R},{film.Probability:R}\n");
        }

        return text.ToString();
    }
}

/// <summary>Curves that the plots draw and the summary does not hold.</summary>
/// <param name="Histogram">Films by probability, in bars of equal width from 0 to 1.</param>
internal sealed record PlotData(
    RocCurve Roc, IReadOnlyList<RocBandPoint> Band, IReadOnlyList<ReliabilityBin> Bins, IReadOnlyList<int> Histogram,
    IReadOnlyList<NetBenefitPoint> Decision);
