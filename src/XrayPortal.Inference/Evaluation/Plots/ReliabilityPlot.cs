using XrayPortal.Inference.Metrics;

namespace XrayPortal.Inference.Evaluation.Plots;

/// <summary>What was said against what was true, bin by bin, with the films in each bin.</summary>
internal static class ReliabilityPlot
{
    public static Plot Draw(EvaluationSummary summary, PlotData data)
    {
        var metrics = summary.Metrics;
        var error = $"calibration error {metrics.Ece:0.000}";
        var noise = $"a perfectly calibrated model: up to {summary.EceOfPerfectModel.Upper:0.000} by chance";
        var plot = new Plot(
            "reliability", $"Reliability, {metrics.DataSet}",
            $"{error}; {noise}; Brier score {metrics.Brier:0.000}. Bins: " +
            string.Join("; ", data.Bins.Select(b => $"said {b.Predicted:0.00}, true {b.Observed.Value:0.00}, {b.Films} films")) + ".",
            UnitSquare.Width, UnitSquare.Height);
        var axes = new UnitSquare(plot, "mean probability", "share with pneumonia");
        axes.Diagonal();
        foreach (var bin in data.Bins)
            axes.Curve([(bin.Predicted, bin.Observed.Low), (bin.Predicted, bin.Observed.High)], Ink.Main, 1.5);
        axes.Curve(data.Bins.Select(b => (b.Predicted, b.Observed.Value)), Ink.Main, 1);
        foreach (var bin in data.Bins) axes.Disc(bin.Predicted, bin.Observed.Value, 4, Ink.Main);
        Counts(plot, data.Bins);
        plot.Text(UnitSquare.X(0.03), UnitSquare.Y(0.95), error, 13, bold: true);
        plot.Text(UnitSquare.X(0.03), UnitSquare.Y(0.90), noise, 12, colour: Ink.Aside);
        plot.Text(UnitSquare.X(0.03), UnitSquare.Y(0.85), "bars: 95 %; numbers: films in the bin", 12, colour: Ink.Main);
        return plot;
    }

    // Bins crowd at both ends where the model is sure: a number that would cover its neighbour goes one line further.
    private static void Counts(Plot plot, IReadOnlyList<ReliabilityBin> bins)
    {
        const double Gap = 30, Line = 13;
        var lastX = new double[12];
        Array.Fill(lastX, double.NegativeInfinity);
        foreach (var bin in bins)
        {
            var x = UnitSquare.X(bin.Predicted);
            var row = Array.FindIndex(lastX, last => x - last >= Gap);
            row = row < 0 ? 0 : row;
            lastX[row] = x;
            var right = bin.Predicted > 0.5;
            var y = bin.Observed.Value > 0.5 ? UnitSquare.Y(bin.Observed.Value) + 26 + (row * Line) : UnitSquare.Y(bin.Observed.Value) - 16 - (row * Line);
            plot.Text(x + (right ? -7 : 7), y, $"{bin.Films}", 11, right ? Anchor.End : Anchor.Start, colour: Ink.Text);
        }
    }
}
