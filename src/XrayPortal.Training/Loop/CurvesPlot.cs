using System.Globalization;
using System.Text;

namespace XrayPortal.Training.Loop;

/// <summary>Draws loss and AUROC (of more than two classes: accuracy) over epochs as one SVG, readable on light and dark ground.</summary>
internal static class CurvesPlot
{
    private const int Width = 720, Height = 300, Left = 56, Right = 16, Top = 34, Bottom = 40;

    /// <param name="path">Of the SVG; a PNG is written beside it.</param>
    public static void Write(string path, IReadOnlyList<EpochRecord> history) => File.WriteAllText(path, Draw(history));

    private static string Draw(IReadOnlyList<EpochRecord> history)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width * 2} {Height}\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\">");
        svg.Append("<title>Learning curves: loss and quality over epochs</title><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
        Panel(svg, 0, "Loss", history, [("training", "#0072b2", e => e.TrainLoss), ("validation", "#d55e00", e => e.ValidationLoss)]);
        if (history.Any(e => e.ValidationAuroc is not null))
            Panel(svg, Width, "AUROC", history, [("validation", "#d55e00", e => e.ValidationAuroc ?? double.NaN), ("validation under stress", "#009e73", e => e.StressedAuroc ?? double.NaN)]);
        else
            Panel(svg, Width, "Accuracy", history, [("training", "#0072b2", e => e.TrainAccuracy), ("validation", "#d55e00", e => e.ValidationAccuracy)]);
        return svg.Append("</svg>").ToString();
    }

    private static void Panel(
        StringBuilder svg, int x0, string title, IReadOnlyList<EpochRecord> history, (string Name, string Colour, Func<EpochRecord, double> Value)[] series)
    {
        var values = series.SelectMany(s => history.Select(s.Value)).Where(double.IsFinite).ToArray();
        if (values.Length == 0) return;
        double low = values.Min(), high = values.Max();
        if (high - low < 1e-6) (low, high) = (low - 0.01, high + 0.01);
        var last = Math.Max(1, history.Max(e => e.Epoch));
        double X(int epoch) => x0 + Left + ((Width - Left - Right) * (double)epoch / last);
        double Y(double value) => Top + ((Height - Top - Bottom) * (high - value) / (high - low));
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x0 + Left}\" y=\"18\" font-weight=\"bold\">{title}</text>");
        for (var i = 0; i <= 4; i++)
        {
            var value = low + ((high - low) * i / 4);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x0 + Left}\" x2=\"{x0 + Width - Right}\" y1=\"{Y(value):F1}\" y2=\"{Y(value):F1}\" stroke=\"#ddd\"/><text x=\"{x0 + Left - 6}\" y=\"{Y(value) + 4:F1}\" text-anchor=\"end\">{value:F3}</text>");
        }

        for (var epoch = 0; epoch <= last; epoch += Math.Max(1, last / 10))
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(epoch):F1}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{epoch}</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x0 + (Width / 2)}\" y=\"{Height - 6}\" text-anchor=\"middle\">epoch</text>");
        var legend = x0 + Width - Right;
        foreach (var (name, colour, value) in series.Reverse())
        {
            var points = string.Join(' ', history.Where(e => double.IsFinite(value(e))).Select(e => string.Create(CultureInfo.InvariantCulture, $"{X(e.Epoch):F1},{Y(value(e)):F1}")));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/><text x=\"{legend}\" y=\"18\" text-anchor=\"end\" fill=\"{colour}\">{name}</text>");
            legend -= 14 + (name.Length * 7);
        }
    }
}
