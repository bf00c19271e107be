using XrayPortal.Inference.Metrics;

namespace XrayPortal.Inference.Evaluation.Plots;

/// <summary>The ROC curve with its band over patients and the operating point.</summary>
internal static class RocPlot
{
    public static Plot Draw(EvaluationSummary summary, PlotData data)
    {
        var metrics = summary.Metrics;
        var auroc = $"AUROC {Figures.Of(metrics.Auroc)}";
        var point = $"sensitivity {metrics.Sensitivity.Value:0.000}, specificity {metrics.Specificity.Value:0.000} at threshold {summary.Threshold:0.000}";
        var plot = new Plot(
            "roc", $"ROC curve, {metrics.DataSet}",
            $"{auroc}; {point}; {metrics.Films} films of {metrics.Patients} patients, {metrics.Positives} with pneumonia.", UnitSquare.Width, UnitSquare.Height);
        var axes = new UnitSquare(plot, "1 - specificity", "sensitivity");
        axes.Area([.. data.Band.Select(b => (b.FalsePositiveRate, b.High)), .. data.Band.Reverse().Select(b => (b.FalsePositiveRate, b.Low))], Ink.Main, 0.18);
        axes.Diagonal();
        axes.Curve(data.Roc.Points.Select(p => (p.FalsePositiveRate, p.TruePositiveRate)), Ink.Main, 2);
        axes.Disc(1 - metrics.Specificity.Value, metrics.Sensitivity.Value, 5, Ink.Mark);
        plot.Text(UnitSquare.X(0.97), UnitSquare.Y(0.165), auroc, 13, Anchor.End, bold: true);
        plot.Text(UnitSquare.X(0.97), UnitSquare.Y(0.12), "band: 95 %, patients drawn anew", 12, Anchor.End, colour: Ink.Main);
        plot.Text(UnitSquare.X(0.97), UnitSquare.Y(0.075), point, 12, Anchor.End, colour: Ink.Mark);
        plot.Text(UnitSquare.X(0.97), UnitSquare.Y(0.03), $"{metrics.Films} films, {metrics.Positives} with pneumonia", 12, Anchor.End);
        return plot;
    }
}

/// <summary>Figures as the plots write them.</summary>
internal static class Figures
{
    public static string Of(MetricInterval value) => $"{value.Value:0.000} ({value.Low:0.000} to {value.High:0.000})";
}
