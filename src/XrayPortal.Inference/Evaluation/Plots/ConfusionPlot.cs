using XrayPortal.Inference.Scoring;

namespace XrayPortal.Inference.Evaluation.Plots;

/// <summary>The four counts at the operating point, each shaded by its share of its row.</summary>
internal static class ConfusionPlot
{
    private const double Left = 150, Top = 96, CellWidth = 170, CellHeight = 110;

    public static Plot Draw(EvaluationSummary summary)
    {
        var metrics = summary.Metrics;
        var matrix = metrics.ConfusionMatrix;
        var plot = new Plot(
            "confusion", $"Confusion matrix, {metrics.DataSet}",
            $"At threshold {summary.Threshold:0.000}: of {matrix.Positives} films with pneumonia {matrix.TruePositives} marked and {matrix.FalseNegatives} not; " +
            $"of {matrix.Negatives} normal films {matrix.TrueNegatives} not marked and {matrix.FalsePositives} marked.", 520, 380);
        plot.Text(20, 28, plot.Title, 15, bold: true);
        plot.Text(20, 50, $"threshold {summary.Threshold:0.000}; {metrics.NotAssessed} films not assessed", 12, colour: Ink.Aside);
        plot.Text(Left + (CellWidth / 2), Top - 12, Wording.NotFound, 12, Anchor.Middle);
        plot.Text(Left + (1.5 * CellWidth), Top - 12, "suggestive of pneumonia", 12, Anchor.Middle);
        plot.Text(Left - 12, Top + (CellHeight / 2) + 4, "normal", 13, Anchor.End);
        plot.Text(Left - 12, Top + (1.5 * CellHeight) + 4, "pneumonia", 13, Anchor.End);
        Cell(plot, 0, 0, matrix.TrueNegatives, matrix.Negatives, right: true);
        Cell(plot, 1, 0, matrix.FalsePositives, matrix.Negatives, right: false);
        Cell(plot, 0, 1, matrix.FalseNegatives, matrix.Positives, right: false);
        Cell(plot, 1, 1, matrix.TruePositives, matrix.Positives, right: true);
        plot.Text(Left, Top + (2 * CellHeight) + 28, $"sensitivity {Figures.Of(metrics.Sensitivity)}", 12);
        plot.Text(Left, Top + (2 * CellHeight) + 48, $"specificity {Figures.Of(metrics.Specificity)}", 12);
        return plot;
    }

    private static void Cell(Plot plot, int column, int row, int count, int ofRow, bool right)
    {
        double x = Left + (column * CellWidth), y = Top + (row * CellHeight), share = ofRow == 0 ? 0 : count / (double)ofRow;
        plot.Box(x + 2, y + 2, CellWidth - 4, CellHeight - 4, right ? Ink.Main : Ink.Mark, 0.08 + (0.42 * share));
        plot.Text(x + (CellWidth / 2), y + (CellHeight / 2) + 2, $"{count}", 24, Anchor.Middle, bold: true);
        plot.Text(x + (CellWidth / 2), y + (CellHeight / 2) + 24, $"{share * 100:0.0} %", 12, Anchor.Middle);
    }
}
