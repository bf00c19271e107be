namespace XrayPortal.Inference.Evaluation.Plots;

/// <summary>A confusion matrix of any number of classes: each count shaded by its share of its row.</summary>
public static class ClassConfusionPlot
{
    private const int Cell = 52, Left = 130, Top = 110, Right = 20, Bottom = 20, LongestName = 14;

    /// <param name="confusion">Row = true class, column = what it was called; as many rows and columns as <paramref name="classes"/>.</param>
    public static Plot Draw(string dataSet, IReadOnlyList<string> classes, IReadOnlyList<IReadOnlyList<int>> confusion)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(confusion);
        var (right, all) = (confusion.Select((row, i) => row[i]).Sum(), confusion.Sum(row => row.Sum()));
        var plot = new Plot(
            "confusion", $"Confusion matrix, {dataSet}", $"{right} of {all} pictures right; row: true class, column: what it was called.",
            Math.Max(420, Left + (Cell * classes.Count) + Right), Top + (Cell * classes.Count) + Bottom);
        plot.Text(20, 28, plot.Title, 15, bold: true);
        plot.Text(20, 48, plot.Description, 12, colour: Ink.Aside);
        for (var i = 0; i < classes.Count; i++)
        {
            var name = classes[i].Length <= LongestName ? classes[i] : classes[i][..(LongestName - 1)] + "…";
            double middle = (i + 0.5) * Cell;
            plot.Text(Left - 8, Top + middle + 4, name, 11, Anchor.End);
            plot.Text(Left + middle, Top - 8 - (i % 2 * 16), name, 11, Anchor.Middle); // on two lines by turns, so that neighbours do not touch
            for (var j = 0; j < classes.Count; j++) Draw(plot, confusion[i], i, j);
        }

        return plot;
    }

    private static void Draw(Plot plot, IReadOnlyList<int> row, int i, int j)
    {
        double x = Left + (j * Cell), y = Top + (i * Cell), share = row.Sum() == 0 ? 0 : row[j] / (double)row.Sum();
        plot.Box(x + 1, y + 1, Cell - 2, Cell - 2, Ink.Grid, 0.35);
        if (row[j] == 0) return;
        plot.Box(x + 1, y + 1, Cell - 2, Cell - 2, i == j ? Ink.Main : Ink.Mark, 0.08 + (0.6 * share));
        plot.Text(x + (Cell / 2.0), y + (Cell / 2.0) + 4, $"{row[j]}", 12, Anchor.Middle, bold: i == j);
    }
}
