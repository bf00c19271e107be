using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using XrayPortal.Imaging.Decode;
using XrayPortal.Inference.Evaluation;
using XrayPortal.Inference.Metrics;
using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Tests.Builders;

namespace XrayPortal.Inference.Tests.Evaluation;

public sealed class EvaluatorTests : IDisposable
{
    private static readonly EvaluationOptions Quick = new() { Resamples = 100, Seed = 3 };

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Evaluate_FilmsOfKnownScores_GivesTheFiguresWorkedOutByHand()
    {
        // Mean grey above one half is called; of eight films one normal is too bright and one pneumonia too dark.
        var set = Set((0.2, 0), (0.3, 0), (0.4, 0), (0.7, 0), (0.45, 1), (0.6, 1), (0.75, 1), (0.8, 1));
        using var scorer = TestPackage.Scorer(folder["package"]);

        var report = Evaluator.Evaluate(scorer, set, Quick, progress: null, CancellationToken.None).Value;

        Assert.Equal(new ConfusionMatrix(3, 1, 3, 1), report.Metrics.ConfusionMatrix);
        Assert.Equal(14 / 16.0, report.Metrics.Auroc.Value, 1e-12); // only the bright normal stands above two of the four
        Assert.Equal((0.75, 0.75), (report.Metrics.Sensitivity.Value, report.Metrics.Specificity.Value));
        Assert.Equal((8, 8, 4, 0), (report.Metrics.Films, report.Metrics.Patients, report.Metrics.Positives, report.Metrics.NotAssessed));
        Assert.All(report.Scores, s => Assert.Equal(1 / (1 + Math.Exp(-s.Logit)), s.Probability, 5));
    }

    [Fact]
    public void Evaluate_FilmsThatCannotBeAssessed_AreListedAndLeftOut()
    {
        var set = Set((0.2, 0), (0.3, 0), (0.7, 1), (0.8, 1));
        var stripes = Films.Save(Films.Stripes(), folder["set", "stripes.png"]);
        var broken = folder.Write("set/broken.png", "no picture");
        var blank = Films.Save(Films.Flat(0.5, 80, 80), folder["set", "blank.png"]);
        var all = LabelledSet.Of(
            "mixed", [.. set.Films, Film(stripes, 1), Film(broken, 0), Film(blank, 0), Film(folder["set", "gone.png"], 1)], folder["set"]);
        using var scorer = TestPackage.Scorer(folder["package"]);

        var report = Evaluator.Evaluate(scorer, all, Quick, progress: null, CancellationToken.None).Value;

        Assert.Equal(4, report.Metrics.Films);
        Assert.Equal(4, report.Metrics.NotAssessed);
        Assert.Equal(
            [("stripes.png", "gate.not-a-chest-film"), ("broken.png", "film.text"), ("blank.png", "film.blank"), ("gone.png", "evaluation.unreadable-file")],
            report.Summary.NotAssessed.Select(f => (f.File, f.Code)));
    }

    [Fact]
    public void Evaluate_OnlyOneClassLeft_IsRefused()
    {
        var set = Set((0.2, 0), (0.3, 0));
        using var scorer = TestPackage.Scorer(folder["package"]);

        Assert.Equal("metric.one-class", Evaluator.Evaluate(scorer, set, Quick, progress: null, CancellationToken.None).Refusal?.Code);
    }

    [Fact]
    public void Evaluate_Twice_GivesTheSameFiguresWhateverTheParallelism()
    {
        var set = Set((0.2, 0), (0.3, 0), (0.6, 0), (0.5, 1), (0.7, 1), (0.8, 1));
        using var scorer = TestPackage.Scorer(folder["package"]);

        var one = Evaluator.Evaluate(scorer, set, Quick with { Parallelism = 1 }, progress: null, CancellationToken.None).Value;
        var four = Evaluator.Evaluate(scorer, set, Quick with { Parallelism = 4 }, progress: null, CancellationToken.None).Value;

        Assert.Equal(one.Metrics, four.Metrics);
        Assert.Equal(one.Scores, four.Scores);
        Assert.Equal(one.Plots.Select(p => p.ToSvg()), four.Plots.Select(p => p.ToSvg()));
        Assert.Equal(one.Plots.Select(p => Convert.ToBase64String(p.ToPng())), four.Plots.Select(p => Convert.ToBase64String(p.ToPng())));
    }

    [Fact]
    public void Evaluate_EveryFilm_IsToldToProgress()
    {
        var set = Set((0.2, 0), (0.3, 0), (0.7, 1), (0.8, 1));
        var told = new Told();
        using var scorer = TestPackage.Scorer(folder["package"]);

        _ = Evaluator.Evaluate(scorer, set, Quick, told, CancellationToken.None);

        Assert.Equal([1, 2, 3, 4], told.Seen.Select(p => p.Done).Order());
        Assert.All(told.Seen, p => Assert.Equal(4, p.Total));
    }

    [Fact]
    public void Evaluate_Cancelled_Stops()
    {
        var set = Set((0.2, 0), (0.7, 1));
        using var scorer = TestPackage.Scorer(folder["package"]);

        Assert.ThrowsAny<OperationCanceledException>(
            () => Evaluator.Evaluate(scorer, set, Quick, progress: null, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void WriteTo_Report_WritesScoresFiguresAndPlots()
    {
        var set = Set((0.2, 0), (0.3, 0), (0.6, 0), (0.5, 1), (0.7, 1), (0.8, 1));
        using var scorer = TestPackage.Scorer(folder["package"]);
        var report = Evaluator.Evaluate(scorer, set, Quick, progress: null, CancellationToken.None).Value;

        report.WriteTo(folder["out"]);

        var rows = CsvRows.Read(File.ReadAllText(folder["out", "scores.csv"]))!;
        Assert.Equal(["file", "patient", "label", "logit", "probability"], rows[0].Cells);
        Assert.Equal("film 0, a.png", rows[1].Cells[0]);
        Assert.Equal(report.Scores[0].Probability, double.Parse(rows[1].Cells[4], CultureInfo.InvariantCulture));
        var read = JsonSerializer.Deserialize<EvaluationSummary>(File.ReadAllText(folder["out", "metrics.json"]), ModelManifest.Json)!;
        Assert.Equal(report.Metrics, read.Metrics);
        foreach (var plot in (string[])["roc", "reliability", "confusion", "decision"])
        {
            XNamespace svg = "http://www.w3.org/2000/svg";
            var drawing = XDocument.Load(folder["out", $"{plot}.svg"]).Root!;
            Assert.False(string.IsNullOrWhiteSpace(drawing.Element(svg + "title")?.Value));
            Assert.Contains("film", drawing.Element(svg + "desc")?.Value);
            var picture = FilmDecoder.Decode(File.ReadAllBytes(folder["out", $"{plot}.png"]), DecodeLimits.Default).Value.Image;
            Assert.InRange(picture.Pixels.Count(p => p < 0.5f), 1000, picture.Pixels.Length / 2); // ink, and mostly paper
        }
    }

    [Fact]
    public void Evaluate_OfficialTestOfTheChildrensSet_ReadsEveryFilm()
    {
        var set = LabelledSet.Open(SharedData.Folder("data", "chest-xray"), "test").Value;
        using var scorer = TestPackage.Scorer(folder["package"], m => m with { Gate = TestPackage.Gate with { Threshold = 1000 } });

        var report = Evaluator.Evaluate(scorer, set, Quick, progress: null, CancellationToken.None).Value;

        Assert.Equal((624, 427, 0), (report.Metrics.Films, report.Metrics.Patients, report.Metrics.NotAssessed));
        Assert.Equal("films-224/test/IM-0001-0001.jpeg", report.Scores[0].File);
    }

    private static LabelledFilm Film(string file, int label) => new() { File = file, Label = label, Patient = file };

    private LabelledSet Set(params (double Grey, int Label)[] films) => LabelledSet.Of(
        "drawn", films.Select((f, i) => Film(Films.Save(Films.Slope(f.Grey), folder["set", $"film {i}, a.png"]), f.Label)), folder["set"]);

    private sealed class Told : IProgress<EvaluationProgress>
    {
        public ConcurrentQueue<EvaluationProgress> Seen { get; } = [];

        public void Report(EvaluationProgress value) => Seen.Enqueue(value);
    }
}
