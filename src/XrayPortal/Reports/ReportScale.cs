using SkiaSharp;

namespace XrayPortal.Reports;

/// <summary>Probability and threshold on one line from 0 to 1, with the numbers in words beside it.</summary>
internal static class ReportScale
{
    private const float Width = 190;

    public static void Draw(PageFlow flow, ReportResult result, bool superseded)
    {
        var ink = superseded ? ReportStyles.Muted : ReportStyles.Ink;
        var words = $"Calibrated probability {result.Probability:0.00} · threshold {result.Threshold:0.00} · " +
                    $"model {result.ModelName} {result.ModelVersion}";
        flow.Text(words, ReportStyles.BodyBold with { Colour = ink });
        flow.Space(2);
        flow.Block(20, (canvas, y) =>
        {
            const float x = PageFlow.Margin;
            using var rail = new SKPaint { Color = ReportStyles.Rule };
            using var fill = new SKPaint { Color = ink };
            using var pen = new SKPaint { Color = ReportStyles.Warning, StrokeWidth = 1.4f };
            canvas.DrawRect(x, y + 2, Width, 6, rail);
            canvas.DrawRect(x, y + 2, Width * (float)result.Probability, 6, fill);
            var threshold = x + (Width * (float)result.Threshold);
            canvas.DrawLine(threshold, y, threshold, y + 10, pen);
            Typesetter.Draw(canvas, "0", x, y + 17, ReportStyles.Small);
            Typesetter.Draw(canvas, "1", x + Width - 4, y + 17, ReportStyles.Small);
            var label = Math.Clamp(threshold - (Typesetter.Measure("threshold", ReportStyles.Small) / 2), x + 10, x + Width - 46);
            Typesetter.Draw(canvas, "threshold", label, y + 17, ReportStyles.Small with { Colour = ReportStyles.Warning });
        });
        flow.Space(5);
    }
}
