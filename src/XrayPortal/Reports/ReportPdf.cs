using SkiaSharp;
using XrayPortal.Inference.Scoring;

namespace XrayPortal.Reports;

/// <summary>
/// Draws a report as PDF/A-2b on A4 with embedded fonts. A pure function of its content; not tagged for screen readers
/// (decision 0030).
/// </summary>
public static class ReportPdf
{
    private const float Gap = 12;

    public static byte[] Draw(ReportContent content)
    {
        var flow = new PageFlow();
        Head(flow, content);
        Facts(flow, content);
        ReportPictures.Draw(flow, content);
        if (content.Opinion is { Supersedes: true } disagreement) Disagreement(flow, disagreement);
        Statement(flow, content);
        if (content.Result is not null) ReportLabelTable.Draw(flow, content.Result, content.Label);
        if (content.Opinion is { Supersedes: false } opinion) Opinion(flow, opinion);
        SmallPrint(flow, content);

        using var target = new MemoryStream();
        using (var document = SKDocument.CreatePdf(target, Metadata(content)))
        {
            flow.DrawTo(document, (canvas, page) => Frame(canvas, content, page, flow.PageCount));
            document.Close();
        }

        return target.ToArray();
    }

    private static SKDocumentPdfMetadata Metadata(ReportContent content) => new(SKDocumentPdfMetadata.DefaultRasterDpi)
    {
        PdfA = true,
        Title = $"{ReportWording.Title} {content.Film.Id}",
        Author = "XrayPortal",
        Subject = Wording.Disclaimer,
        Creator = $"XrayPortal {content.PortalVersion}",
        Producer = $"XrayPortal {content.PortalVersion}",
        Creation = content.IssuedAt.UtcDateTime,
        Modified = content.IssuedAt.UtcDateTime,
        EncodingQuality = 95,
    };

    private static void Head(PageFlow flow, ReportContent content)
    {
        flow.Block(24, (canvas, y) =>
        {
            Typesetter.Draw(canvas, ReportWording.Title, PageFlow.Margin, y + 15, ReportStyles.Title);
            if (content.Film.Synthetic) SyntheticMark(canvas, y);
        });
        flow.Text(Wording.Disclaimer, ReportStyles.Caption);
        if (content.Film.Synthetic) flow.Text(ReportWording.SyntheticSentence, ReportStyles.Caption with { Colour = ReportStyles.Warning });
        flow.Space(5);
        Line(flow);
        flow.Space(8);
    }

    private static void SyntheticMark(SKCanvas canvas, float y)
    {
        var width = Typesetter.Measure(ReportWording.Synthetic, ReportStyles.Mark);
        var box = SKRect.Create(PageFlow.PageWidth - PageFlow.Margin - width - 12, y - 1, width + 12, 19);
        using var pen = new SKPaint { Color = ReportStyles.Warning, Style = SKPaintStyle.Stroke, StrokeWidth = 1.2f, IsAntialias = true };
        canvas.DrawRect(box, pen);
        Typesetter.Draw(canvas, ReportWording.Synthetic, box.Left + 6, y + 12.5f, ReportStyles.Mark);
    }

    private static void Facts(PageFlow flow, ReportContent content)
    {
        var film = content.Film;
        (string Name, string? Value)[] left =
        [
            ("Patient", film.PatientReference ?? "not given"),
            ("Age, sex", $"{(film.AgeYears is { } age ? $"{age:0.#} years" : "age not given")}, {film.Sex ?? "sex not given"}"),
            ("View", film.View ?? "not given"),
            ("Taken", film.StudyDate?.ToString("yyyy-MM-dd") ?? "not given"),
            ("Accession", film.Accession),
        ];
        (string Name, string? Value)[] right =
        [
            ("Film", film.FileName),
            ("Received", $"{Time(film.UploadedAt)}, from {film.UploadedBy}"),
            ("Read by model", content.Result is { } result ? Time(result.ScoredAt) : "no result"),
            ("Report issued", $"{Time(content.IssuedAt)}, to {content.IssuedTo}"),
            ("Modality", film.Modality),
        ];
        const float half = (PageFlow.ContentWidth - Gap) / 2;
        var leftLines = Rows(left, half * 0.85f);
        var rightLines = Rows(right, half * 1.15f);
        for (var i = 0; i < Math.Max(leftLines.Count, rightLines.Count); i++)
        {
            var (l, r) = (leftLines.ElementAtOrDefault(i), rightLines.ElementAtOrDefault(i));
            flow.Block(ReportStyles.Body.LineHeight, (canvas, y) =>
            {
                Pair(canvas, PageFlow.Margin, y, l, 56);
                Pair(canvas, PageFlow.Margin + (half * 0.85f) + Gap, y, r, 76);
            });
        }

        flow.Space(8);

        static List<(string Name, string Value)> Rows((string Name, string? Value)[] facts, float width) =>
            [.. facts.Where(f => f.Value is not null).SelectMany(f =>
                Typesetter.Wrap(f.Value!, width - 76, ReportStyles.Body).Select((line, i) => (i == 0 ? f.Name : "", line)))];

        static void Pair(SKCanvas canvas, float x, float y, (string Name, string Value) fact, float indent)
        {
            if (fact.Name is { Length: > 0 }) Typesetter.Draw(canvas, fact.Name, x, y + ReportStyles.Body.Size, ReportStyles.Body with { Colour = ReportStyles.Muted });
            if (fact.Value is not null) Typesetter.Draw(canvas, fact.Value, x + indent, y + ReportStyles.Body.Size, ReportStyles.Body);
        }
    }

    private static void Disagreement(PageFlow flow, ReportOpinion opinion)
    {
        var lines = new List<(string Text, TextStyle Style)> { (ReportWording.Superseded, ReportStyles.Alert) };
        Add($"{opinion.Reader} disagrees with {opinion.Model} ({Time(opinion.At)}). Reader's label: {ReportWording.ReaderLabel(opinion.Label)}.", ReportStyles.BodyBold);
        if (!string.IsNullOrWhiteSpace(opinion.Reason)) Add($"Reason: {opinion.Reason}", ReportStyles.Body);
        if (!string.IsNullOrWhiteSpace(opinion.Comment)) Add($"Comment: {opinion.Comment}", ReportStyles.Body);
        Add("This opinion takes the place of the model's statement below, which is kept for the record.", ReportStyles.Body);

        flow.Need(70);
        flow.Space(4);
        for (var i = 0; i < lines.Count; i++)
        {
            var (line, first, last) = (lines[i], i == 0, i == lines.Count - 1);
            flow.Block(line.Style.LineHeight + (first ? 7 : 0) + (last ? 7 : 0), (canvas, y) =>
            {
                var height = line.Style.LineHeight + (first ? 7 : 0) + (last ? 7 : 0);
                using var ground = new SKPaint { Color = ReportStyles.WarningGround };
                using var bar = new SKPaint { Color = ReportStyles.Warning };
                // Half a point over the next line, so that no seam shows between them.
                canvas.DrawRect(PageFlow.Margin, y, PageFlow.ContentWidth, height + (last ? 0 : 0.5f), ground);
                canvas.DrawRect(PageFlow.Margin, y, 3, height + (last ? 0 : 0.5f), bar);
                Typesetter.Draw(canvas, line.Text, PageFlow.Margin + 12, y + line.Style.Size + (first ? 7 : 0), line.Style);
            });
        }

        flow.Space(8);

        void Add(string text, TextStyle style) =>
            lines.AddRange(Typesetter.Wrap(text, PageFlow.ContentWidth - 24, style).Select(line => (line, style)));
    }

    private static void Statement(PageFlow flow, ReportContent content)
    {
        flow.Space(4);
        if (content.Result is not { } result)
        {
            flow.Need(60);
            flow.Text(Sentence(Wording.NotAssessed), ReportStyles.Statement);
            flow.Space(2);
            if (content.NotAssessedBecause is { } reason) flow.Text(reason, ReportStyles.BodyBold);
            flow.Space(4);
            flow.Text(ReportWording.NotAssessedMeaning, ReportStyles.Body);
            flow.Space(8);
            return;
        }

        var superseded = content.Opinion is { Supersedes: true };
        flow.Need(80);
        if (superseded) flow.Text("The model's statement, superseded:", ReportStyles.Caption);
        flow.Text(Sentence(result.Statement), superseded ? ReportStyles.SupersededStatement : ReportStyles.Statement, struckThrough: superseded);
        flow.Space(3);
        ReportScale.Draw(flow, result, superseded);
        Section(flow, "What it means", ReportWording.Means(result));
        Section(flow, "What it does not mean", ReportWording.DoesNotMean);
    }

    private static void Opinion(PageFlow flow, ReportOpinion opinion)
    {
        var label = opinion.Label is null ? "" : $" Reader's label: {ReportWording.ReaderLabel(opinion.Label)}.";
        Section(flow, "Reader's opinion", $"{opinion.Reader} {(opinion.Agrees ? "agrees" : "disagrees")} with {opinion.Model} ({Time(opinion.At)}).{label}");
        flow.Space(-5);
        if (!string.IsNullOrWhiteSpace(opinion.Reason)) flow.Text($"Reason: {opinion.Reason}", ReportStyles.Body);
        if (!string.IsNullOrWhiteSpace(opinion.Comment)) flow.Text($"Comment: {opinion.Comment}", ReportStyles.Body);
        flow.Space(6);
    }

    private static void SmallPrint(PageFlow flow, ReportContent content)
    {
        var film = content.Film;
        var lines = new List<string> { $"Film {film.Id}, {film.Width} × {film.Height} pixels, file SHA-256 {film.Sha256}" };
        if (content.Result is { } result)
        {
            lines.Add($"Model input SHA-256 {result.InputSha256}");
            lines.Add($"Model {result.ModelName} {result.ModelVersion}, model.onnx SHA-256 {result.ModelSha256}");
            lines.Add($"Scored on {result.Device} in {result.Milliseconds:0} ms");
        }

        flow.Need(20 + (lines.Count * ReportStyles.Small.LineHeight));
        Line(flow);
        flow.Space(5);
        foreach (var line in lines) flow.Text(line, ReportStyles.Small);
        flow.Text($"XrayPortal {content.PortalVersion}. Times are UTC.", ReportStyles.Small);
    }

    internal static void Section(PageFlow flow, string heading, string text)
    {
        flow.Need(ReportStyles.Heading.LineHeight + (2 * ReportStyles.Body.LineHeight));
        flow.Text(heading, ReportStyles.Heading);
        flow.Text(text, ReportStyles.Body);
        flow.Space(6);
    }

    private static void Line(PageFlow flow) => flow.Here((canvas, y) =>
    {
        using var pen = new SKPaint { Color = ReportStyles.Rule, StrokeWidth = 0.7f };
        canvas.DrawLine(PageFlow.Margin, y, PageFlow.PageWidth - PageFlow.Margin, y, pen);
    });

    private static void Frame(SKCanvas canvas, ReportContent content, int page, int pages)
    {
        const float y = PageFlow.PageHeight - 34;
        using var pen = new SKPaint { Color = ReportStyles.Rule, StrokeWidth = 0.7f };
        canvas.DrawLine(PageFlow.Margin, y - 14, PageFlow.PageWidth - PageFlow.Margin, y - 14, pen);
        var number = $"page {page} of {pages}";
        var mark = content.Film.Synthetic ? $"{ReportWording.Synthetic} · " : "";
        Typesetter.Draw(canvas, $"{mark}{Wording.Disclaimer}", PageFlow.Margin, y, ReportStyles.Small);
        Typesetter.Draw(canvas, number, PageFlow.PageWidth - PageFlow.Margin - Typesetter.Measure(number, ReportStyles.Small), y, ReportStyles.Small);
    }

    private static string Sentence(string statement) => statement.Length == 0 ? statement : char.ToUpperInvariant(statement[0]) + statement[1..];

    internal static string Time(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'");
}
