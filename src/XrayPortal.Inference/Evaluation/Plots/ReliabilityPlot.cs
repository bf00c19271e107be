using XrayPortal.Inference.Metrics;

namespace XrayPortal.Inference.Evaluation.Plots;

/// <summary>What was said against what was true, bin by bin, with the films in each bin.</summary>
internal static class ReliabilityPlot
{
    public static Plot Draw(EvaluationSummary summary, PlotData data)
    {
        var metrics = summary.Metrics;
        var error = $"calibration error {metrics.Ece:0.000}";
        var noise = $"perfect calibration: up to {summary.EceOfPerfectModel.Upper:0.000} by chance";
        var plot = new Plot(
            "reliability", $"Reliability, {metrics.DataSet}",
            $"{error}; {noise}; Brier score {metrics.Brier:0.000}. Bins: " +
            string.Join("; ", data.Bins.Select(b => $"said {b.Predicted:0.00}, true {b.Observed.Value:0.00}, {b.Films} films")) + ".",
            UnitSquare.Width, UnitSquare.Height);
        var axes = new UnitSquare(plot, "mean probability", "share with pneumonia");
        Distribution(plot, data.Histogram);
        axes.Diagonal();
        foreach (var bin in data.Bins)
            axes.Curve([(bin.Predicted, bin.Observed.Low), (bin.Predicted, bin.Observed.High)], Ink.Main, 1.5);
        axes.Curve(data.Bins.Select(b => (b.Predicted, b.Observed.Value)), Ink.Main, 1);
        foreach (var bin in data.Bins) axes.Disc(bin.Predicted, bin.Observed.Value, 4, Ink.Main);
        plot.Text(UnitSquare.X(0.03), UnitSquare.Y(0.95), error, 13, bold: true);
        plot.Text(UnitSquare.X(0.03), UnitSquare.Y(0.90), noise, 12, colour: Ink.Aside);
        plot.Text(UnitSquare.X(0.03), UnitSquare.Y(0.85), $"{data.Bins.Count} bins of {Films(data.Bins)} films, bars: 95 %", 12, colour: Ink.Main);
        plot.Text(UnitSquare.X(0.03), UnitSquare.Y(0.80), $"grey: films by probability (most {data.Histogram.Max()})", 12, colour: Ink.Aside);
        return plot;
    }

    private static string Films(IReadOnlyList<ReliabilityBin> bins)
    {
        var (least, most) = (bins.Min(b => b.Films), bins.Max(b => b.Films));
        return least == most ? $"{most}" : $"{least} to {most}";
    }

    // Bins hold equally many films, so where the films lie is shown apart: grey bars from the bottom, the fullest a sixth of the height.
    private static void Distribution(Plot plot, IReadOnlyList<int> histogram)
    {
        const double Tallest = 1 / 6.0;
        var (step, most) = (1.0 / histogram.Count, (double)histogram.Max());
        for (var i = 0; i < histogram.Count; i++)
        {
            var top = UnitSquare.Y(Tallest * histogram[i] / most);
            plot.Box(UnitSquare.X(i * step) + 1, top, UnitSquare.X(step) - UnitSquare.X(0) - 2, UnitSquare.Y(0) - top, Ink.Aside, 0.3);
        }
    }
}
