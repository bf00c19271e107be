using System.Text.RegularExpressions;
using UglyToad.PdfPig;
using XrayPortal.Imaging.Overlay;
using XrayPortal.Inference.Scoring;
using XrayPortal.Reports;
using Xunit;

namespace XrayPortal.Tests.Reports;

public sealed partial class ReportPdfTests
{
    private static readonly DateTimeOffset at = new(2026, 3, 4, 9, 41, 0, TimeSpan.Zero);

    [Fact]
    public void Draw_DoneFilm_SaysWhatWhoAndWhereFrom()
    {
        var text = TextOf(ReportPdf.Draw(Content()));

        Assert.Contains("Features suggestive of pneumonia", text, StringComparison.Ordinal);
        Assert.Contains("Calibrated probability 0.84 · threshold 0.37", text, StringComparison.Ordinal);
        Assert.Contains("P-0192", text, StringComparison.Ordinal);
        Assert.Contains("Dr Ada", text, StringComparison.Ordinal);
        Assert.Contains("0.985 (0.977–0.992)", text, StringComparison.Ordinal);
        Assert.Contains("Adults were not tested.", text, StringComparison.Ordinal);
        Assert.Contains(new string('c', 64), text, StringComparison.Ordinal);
        Assert.Contains(new string('b', 64), text, StringComparison.Ordinal);
        Assert.Contains("What it does not mean", text, StringComparison.Ordinal);
        Assert.Contains(Wording.Disclaimer, text, StringComparison.Ordinal);
        Assert.DoesNotContain("SYNTHETIC", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_DoneFilm_FitsOnePageAndEmbedsItsFonts()
    {
        using var pdf = PdfDocument.Open(ReportPdf.Draw(Content()));

        Assert.Equal(1, pdf.NumberOfPages);
        Assert.Equal((595, 842), ((int)Math.Round(pdf.GetPage(1).Width), (int)Math.Round(pdf.GetPage(1).Height)));
        Assert.All(pdf.GetPage(1).Letters, l => Assert.Contains("DejaVuSans", l.FontName, StringComparison.Ordinal));
        Assert.Equal(2, pdf.GetPage(1).GetImages().Count());
    }

    [Fact]
    public void Draw_DoneFilm_ClaimsPdfA2b()
    {
        using var pdf = PdfDocument.Open(ReportPdf.Draw(Content()));

        Assert.True(pdf.TryGetXmpMetadata(out var metadata));
        var xmp = System.Text.Encoding.UTF8.GetString(metadata.GetXmlBytes());
        Assert.Contains("pdfaid:part", xmp, StringComparison.Ordinal);
        Assert.Matches("part(>|=\")2", xmp);
    }

    [Fact]
    public void Draw_Disagreement_SupersedesTheStatement()
    {
        var text = TextOf(ReportPdf.Draw(Content() with { Opinion = Opinion(agrees: false, "No opacity, a rotated film.") }));

        Assert.Contains(ReportWording.Superseded, text, StringComparison.Ordinal);
        Assert.Contains("Dr Rad disagrees with tiny 1.0.0", text, StringComparison.Ordinal);
        Assert.Contains("Reader's label: no pneumonia", text, StringComparison.Ordinal);
        Assert.True(
            text.IndexOf(ReportWording.Superseded, StringComparison.Ordinal) < text.IndexOf("Features suggestive", StringComparison.Ordinal),
            "the opinion must be read before the statement");
    }

    [Fact]
    public void Draw_NotAssessed_GivesTheReasonAndNoNumber()
    {
        var text = TextOf(ReportPdf.Draw(Content() with
        {
            Result = null,
            Label = null,
            NotAssessedBecause = "This picture does not look like a frontal chest film.",
            Film = Film() with { Overlay = null },
        }));

        Assert.Contains("Not assessed", text, StringComparison.Ordinal);
        Assert.Contains("does not look like a frontal chest film", text, StringComparison.Ordinal);
        Assert.DoesNotContain("probability 0", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\b0\.\d\d\b", text);
    }

    [Fact]
    public void Draw_LongComment_GoesOnOverPagesThatAreNumbered()
    {
        var comment = string.Concat(Enumerable.Repeat("A long comment that goes on. ", 300)) + "The very end.";
        using var pdf = PdfDocument.Open(ReportPdf.Draw(Content() with { Opinion = Opinion(agrees: false, comment) }));

        Assert.True(pdf.NumberOfPages >= 3);
        foreach (var page in pdf.GetPages())
        {
            Assert.Contains($"page {page.Number} of {pdf.NumberOfPages}", Lines(page), StringComparison.Ordinal);
            Assert.All(page.Letters, l => Assert.InRange(l.BoundingBox.Bottom, 20, 842));
        }

        Assert.Contains("The very end.", string.Concat(pdf.GetPages().Select(Lines)), StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_Phantom_SaysSyntheticOnEveryPage()
    {
        using var pdf = PdfDocument.Open(ReportPdf.Draw(Content() with { Film = Film(synthetic: true) }));

        Assert.All(pdf.GetPages(), page => Assert.Contains("SYNTHETIC", Lines(page), StringComparison.Ordinal));
    }

    [Fact]
    public void Draw_NamesOfManyScripts_AreReadBackOrBoxed()
    {
        var film = Film() with { FileName = "Ünïcode Ελληνικά Кириллица 日本.png", UploadedBy = "Dr \u0007Bell", UploadedAt = at };

        var text = TextOf(ReportPdf.Draw(Content() with { Film = film }));

        Assert.Contains("Ünïcode Ελληνικά Кириллица □□.png", text, StringComparison.Ordinal); // no face for Kanji: boxes, never a missing glyph
        Assert.Contains("Dr Bell", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Draw_WordLongerThanTheLine_IsCutIntoLines()
    {
        var film = Film() with { FileName = new string('m', 255), UploadedBy = "Dr Ada", UploadedAt = at };

        using var pdf = PdfDocument.Open(ReportPdf.Draw(Content() with { Film = film }));

        Assert.All(pdf.GetPages().SelectMany(p => p.Letters), l => Assert.InRange(l.BoundingBox.Right, 0, 595 - 40));
    }

    [Fact]
    public void Wording_AllSentences_HoldNoBannedWord()
    {
        var result = Content().Result!;
        string[] sentences =
        [
            ReportWording.Title, ReportWording.Superseded, ReportWording.LabelMissing, ReportWording.DoesNotMean, ReportWording.NotAssessedMeaning,
            ReportWording.Means(result), ReportWording.Means(result with { Suggestive = false }), ReportWording.ReaderLabel("normal"),
        ];

        Assert.All(sentences, s => Assert.DoesNotMatch(Banned(), s));
    }

    internal static string TextOf(byte[] pdf)
    {
        using var document = PdfDocument.Open(pdf);
        return string.Concat(document.GetPages().Select(Lines));
    }

    /// <summary>Letters as they were drawn, lines by their height, spaces where there is a gap.</summary>
    private static string Lines(UglyToad.PdfPig.Content.Page page) => string.Concat(page.Letters.Select((letter, i) =>
        i > 0 && Math.Abs(page.Letters[i - 1].StartBaseLine.Y - letter.StartBaseLine.Y) > 1 ? "\n" + letter.Value : letter.Value));

    private static ReportContent Content() => new()
    {
        Film = Film(),
        Result = new ReportResult(
            Wording.Suggestive, true, 0.842, 0.37, "tiny", "1.0.0", new string('b', 64), new string('c', 64), "CPU", 34.2, at),
        Label = new ReportLabel(
            "Frontal chest films of children.", "Not known for this film, so not checked: view.",
            [new ReportFigures("Official test", "children 1–5", 624, 480, new(0.985, 0.977, 0.992), new(0.96, 0.94, 0.98), new(0.88, 0.84, 0.92))],
            ["Adults were not tested.", "One hospital, one view."]),
        IssuedTo = "Clara",
        IssuedAt = at.AddHours(1),
        PortalVersion = "0.1.0",
    };

    private static ReportFilm Film(bool synthetic = false)
    {
        var picture = PngEncoder.Grey(Phantom.Draw(3, pneumonia: true, 300, 260));
        return new ReportFilm(
            Guid.Parse("0195617c-2a10-7000-8000-000000000001"), "film.png", new string('a', 64), 300, 260, synthetic, picture, picture)
        {
            PatientReference = "P-0192",
            AgeYears = 4,
            View = "AP",
            StudyDate = new DateOnly(2026, 3, 4),
            UploadedBy = "Dr Ada",
            UploadedAt = at,
        };
    }

    private static ReportOpinion Opinion(bool agrees, string comment) =>
        new(agrees, !agrees, agrees ? "pneumonia" : "normal", "other", comment, "Dr Rad", "tiny 1.0.0", at);

    [GeneratedRegex("diagnos|healthy|confident|AI is sure", RegexOptions.IgnoreCase)]
    private static partial Regex Banned();
}
