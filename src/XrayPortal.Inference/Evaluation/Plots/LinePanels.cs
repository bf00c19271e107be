using System.Globalization;

namespace XrayPortal.Inference.Evaluation.Plots;

/// <summary>One line of a panel. Points that are not numbers are left out.</summary>
public sealed record PanelLine(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>Lines over one axis.</summary>
public sealed record Panel(string Title, IReadOnlyList<PanelLine> Lines);

/// <summary>Panels side by side, each with its own scale: how figures move over epochs.</summary>
public static class LinePanels
{
    private const int PanelWidth = 620, Height = 340;
    private const double Left = 66, Right = 16, Top = 62, Bottom = 48;

    /// <param name="across">Name of the axis that all panels share.</param>
    public static Plot Draw(string name, string title, string description, string across, IReadOnlyList<Panel> panels)
    {
        ArgumentNullException.ThrowIfNull(panels);
        var plot = new Plot(name, title, description, PanelWidth * panels.Count, Height);
        foreach (var (panel, i) in panels.Select((p, i) => (p, i))) Draw(plot, panel, i * PanelWidth, across);
        return plot;
    }

    private static void Draw(Plot plot, Panel panel, double x0, string across)
    {
        plot.Text(x0 + Left, 24, panel.Title, 15, bold: true);
        var lines = panel.Lines.Select(l => l with { Points = [.. l.Points.Where(p => double.IsFinite(p.Y))] }).ToArray();
        var points = lines.SelectMany(l => l.Points).ToArray();
        if (points.Length == 0) return;
        var (low, high) = (points.Min(p => p.Y), points.Max(p => p.Y));
        if (high - low < 1e-6) (low, high) = (low - 0.01, high + 0.01);
        var (first, last) = (points.Min(p => p.X), Math.Max(points.Min(p => p.X) + 1, points.Max(p => p.X)));
        double X(double x) => x0 + Left + ((PanelWidth - Left - Right) * (x - first) / (last - first));
        double Y(double y) => Top + ((Height - Top - Bottom) * (high - y) / (high - low));

        for (var i = 0; i <= 4; i++)
        {
            var value = low + ((high - low) * i / 4);
            plot.Line(X(first), Y(value), X(last), Y(value), Ink.Grid);
            plot.Text(X(first) - 8, Y(value) + 4, value.ToString("0.###", CultureInfo.InvariantCulture), 12, Anchor.End);
        }

        var step = Math.Max(1, Math.Ceiling((last - first) / 10));
        for (var x = first; x <= last; x += step) plot.Text(X(x), Height - Bottom + 20, x.ToString("0", CultureInfo.InvariantCulture), 12, Anchor.Middle);
        plot.Text(X((first + last) / 2), Height - 8, across, 12, Anchor.Middle);
        var (legend, colours) = (x0 + Left, new[] { Ink.Main, Ink.Mark, Ink.Aside });
        foreach (var (line, i) in lines.Select((l, i) => (l, i)))
        {
            var colour = colours[i % colours.Length];
            if (line.Points.Count > 1) plot.Add(new PathShape([.. line.Points.Select(p => (X(p.X), Y(p.Y)))], colour, 2, Filled: false, Opacity: 1, Dashed: i > 0));
            foreach (var (x, y) in line.Points) plot.Add(new DiscShape(X(x), Y(y), 2.5, colour));
            plot.Line(legend, 44, legend + 22, 44, colour, 2, dashed: i > 0);
            plot.Text(legend + 28, 48, line.Name, 12);
            legend += 44 + (line.Name.Length * 7.5);
        }
    }
}
