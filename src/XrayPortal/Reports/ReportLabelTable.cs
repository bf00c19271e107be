using SkiaSharp;

namespace XrayPortal.Reports;

/// <summary>The model's label: for whom it was made, its figures with intervals on each population, its limits.</summary>
internal static class ReportLabelTable
{
    private const float Padding = 4;

    private static readonly (string Head, float Share)[] Columns =
    [
        ("Tested on (95 % intervals)", 0.29f), ("Films (patients)", 0.17f),
        ("AUROC", 0.18f), ("Sensitivity", 0.18f), ("Specificity", 0.18f),
    ];

    public static void Draw(PageFlow flow, ReportResult result, ReportLabel? label)
    {
        flow.Need(70);
        flow.Text($"About this model: {result.ModelName} {result.ModelVersion}", ReportStyles.Heading);
        if (label is null)
        {
            flow.Text(ReportWording.LabelMissing, ReportStyles.Body);
            flow.Space(6);
            return;
        }

        flow.Text(label.Population, ReportStyles.Body);
        if (label.Unchecked is { } missing) flow.Text(missing, ReportStyles.Body);
        flow.Space(3);
        if (label.Figures.Count > 0)
        {
            Row(flow, [.. Columns.Select(c => c.Head)], ReportStyles.TableHead, ReportStyles.Ground);
            foreach (var figures in label.Figures) Row(flow, Cells(figures), ReportStyles.Table, SKColors.White);
            flow.Space(4);
        }

        foreach (var limit in label.Limits)
        {
            flow.Need(ReportStyles.Body.LineHeight);
            flow.Here((canvas, y) => Typesetter.Draw(canvas, "•", PageFlow.Margin + 2, y + ReportStyles.Body.Size, ReportStyles.Body));
            flow.Text(limit, ReportStyles.Body, indent: 11);
        }

        flow.Space(6);
    }

    private static string[] Cells(ReportFigures figures) =>
    [
        figures.Population.Length == 0 || figures.Population == figures.DataSet ? figures.DataSet : $"{figures.DataSet}, {figures.Population}",
        $"{figures.Films:#,0} ({figures.Patients:#,0})",
        figures.Auroc.ToString(), figures.Sensitivity.ToString(), figures.Specificity.ToString(),
    ];

    private static void Row(PageFlow flow, string[] cells, TextStyle style, SKColor ground)
    {
        var wrapped = cells.Select((cell, i) => Typesetter.Wrap(cell, (Columns[i].Share * PageFlow.ContentWidth) - (2 * Padding), style)).ToArray();
        var height = (wrapped.Max(lines => lines.Count) * style.LineHeight) + 4;
        flow.Block(height, (canvas, y) =>
        {
            using var paint = new SKPaint { Color = ground };
            using var pen = new SKPaint { Color = ReportStyles.Rule, StrokeWidth = 0.5f };
            canvas.DrawRect(PageFlow.Margin, y, PageFlow.ContentWidth, height, paint);
            canvas.DrawLine(PageFlow.Margin, y + height, PageFlow.Margin + PageFlow.ContentWidth, y + height, pen);
            var x = PageFlow.Margin + Padding;
            for (var i = 0; i < wrapped.Length; i++)
            {
                for (var line = 0; line < wrapped[i].Count; line++)
                    Typesetter.Draw(canvas, wrapped[i][line], x, y + style.Size + 2 + (line * style.LineHeight), style);
                x += Columns[i].Share * PageFlow.ContentWidth;
            }
        });
    }
}
