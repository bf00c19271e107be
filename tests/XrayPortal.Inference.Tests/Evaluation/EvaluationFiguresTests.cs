using System.Text.Json;
using XrayPortal.Inference.Evaluation;
using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Scoring;
using XrayPortal.Inference.Tests.Builders;

namespace XrayPortal.Inference.Tests.Evaluation;

public sealed class EvaluationFiguresTests : IDisposable
{
    private static readonly EvaluationOptions Quick = new() { Resamples = 100, Seed = 3 };

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Evaluate_ByColumn_GivesEachGroupItsOwnFigures()
    {
        // In hospital a brightness tells the classes apart; in hospital b it tells them the wrong way round.
        var films = Enumerable.Range(0, 40).Select(i => Film(i % 2 == 0 ? 0.3 + (i * 0.001) : 0.7 + (i * 0.001), i < 20 ? i % 2 : (i + 1) % 2, ("hospital", i < 20 ? "a" : "b")));
        using var scorer = TestPackage.Scorer(folder["package"]);

        var report = Evaluator.Evaluate(scorer, Set(films), Quick with { By = ["hospital", "hospital+label"] }, null, CancellationToken.None).Value;

        Assert.Equal(["a", "b"], report.Summary.Groups.Where(g => g.Column == "hospital").Select(g => g.Value));
        Assert.Equal((1.0, 0.0), (report.Summary.Groups[0].Auroc!.Value.Value, report.Summary.Groups[1].Auroc!.Value.Value));
        Assert.Equal((20, 10, 20), (report.Summary.Groups[0].Films, report.Summary.Groups[0].Positives, report.Summary.Groups[0].Patients));
        var crossed = report.Summary.Groups.Where(g => g.Column == "hospital+label").ToArray();
        Assert.Equal(["a, normal", "a, pneumonia", "b, normal", "b, pneumonia"], crossed.Select(g => g.Value));
        Assert.All(crossed, g => Assert.True(g is { Auroc: null, Note: not null, Films: 10 }));
        Assert.Contains("too few", EvaluationText.Write(report.Summary));
    }

    [Fact]
    public void Evaluate_ByAge_GoesByBandsInOrderTheUnknownLast()
    {
        double?[] ages = [0.5, 3, 18, 17.9, 90, null];
        var films = ages.Select((age, i) => Film(0.3 + (0.1 * i), i % 2) with { AgeYears = age });
        using var scorer = TestPackage.Scorer(folder["package"]);

        var report = Evaluator.Evaluate(scorer, Set(films), Quick with { By = ["age"], AgeBands = [1, 18] }, null, CancellationToken.None).Value;

        Assert.Equal([("under 1", 1), ("1 to under 18", 2), ("18 and over", 2), ("not given", 1)], report.Summary.Groups.Select(g => (g.Value, g.Films)));
    }

    [Fact]
    public void Evaluate_ByColumnNobodyHas_IsRefusedBeforeAnyFilmIsRead()
    {
        var told = new List<EvaluationProgress>();
        using var scorer = TestPackage.Scorer(folder["package"]);

        var report = Evaluator.Evaluate(scorer, Set([Film(0.3, 0), Film(0.7, 1)]), Quick with { By = ["scanner"] }, new Progress<EvaluationProgress>(told.Add), CancellationToken.None);

        Assert.Equal("evaluation.no-such-column", report.Refusal?.Code);
        Assert.Empty(told);
    }

    [Fact]
    public void Evaluate_ByColumnOfManyValues_IsRefused()
    {
        using var scorer = TestPackage.Scorer(folder["package"]);
        var films = Enumerable.Range(0, 41).Select(i => Film(0.3 + (i * 0.01), i % 2, ("number", $"{i}")));

        Assert.Equal("evaluation.too-many-groups", Evaluator.Evaluate(scorer, Set(films), Quick with { By = ["number"] }, null, CancellationToken.None).Refusal?.Code);
    }

    [Fact]
    public void Evaluate_Prevalence_MovesPredictiveValuesByBayes()
    {
        // One of four normal films is called and one of four with pneumonia is not: both rates 3/4.
        using var scorer = TestPackage.Scorer(folder["package"]);
        var set = Set(new[] { (0.2, 0), (0.3, 0), (0.4, 0), (0.7, 0), (0.45, 1), (0.6, 1), (0.75, 1), (0.8, 1) }.Select(f => Film(f.Item1, f.Item2)));

        var figures = Evaluator.Evaluate(scorer, set, Quick with { Prevalence = 0.1 }, null, CancellationToken.None).Value.Summary.Figures!;

        Assert.Equal(0.75, figures.PositivePredictiveValue!.Value.Value, 1e-12);
        Assert.Equal(0.25, figures.PositivePredictiveValueAtPrevalence!.Value.Value, 1e-12); // 0.075 / (0.075 + 0.225)
        Assert.Equal(27 / 28.0, figures.NegativePredictiveValueAtPrevalence!.Value.Value, 1e-12); // 0.675 / (0.675 + 0.025)
        Assert.Equal((0.75, 0.3006, 0.9544), (figures.SensitivityWilson!.Value.Value, Math.Round(figures.SensitivityWilson.Value.Low, 4), Math.Round(figures.SensitivityWilson.Value.High, 4)));
    }

    [Fact]
    public void Evaluate_Ungated_ScoresWhatPopulationAndGateRefuse()
    {
        PopulationRule children = new() { Sentence = "Children.", MaxAgeYears = 5 };
        using var scorer = TestPackage.Scorer(folder["package"], m => m with { Population = children });
        var set = Set([Film(0.3, 0) with { AgeYears = 3 }, Film(0.7, 1) with { AgeYears = 4 }, Film(0.8, 1) with { AgeYears = 70 }]);

        var asUsed = Evaluator.Evaluate(scorer, set, Quick, null, CancellationToken.None).Value;
        var ungated = Evaluator.Evaluate(scorer, set, Quick with { Ungated = true }, null, CancellationToken.None).Value;

        Assert.Equal((2, 1), (asUsed.Metrics.Films, asUsed.Metrics.NotAssessed));
        Assert.Equal((3, 0, true), (ungated.Metrics.Films, ungated.Metrics.NotAssessed, ungated.Summary.Ungated));
        Assert.Equal(asUsed.Scores, ungated.Scores.Take(2));
        Assert.Contains("not asked", EvaluationText.Write(ungated.Summary));
    }

    [Fact]
    public void Evaluate_AgeGroup_CallsAtItsThreshold()
    {
        var adults = new AgeGroup { Name = "adults", MinAgeYears = 16, OperatingPoint = new OperatingPoint { Threshold = 0.99, ChosenBy = "by hand" } };
        using var scorer = TestPackage.Scorer(folder["package"], m => m with { Population = new PopulationRule { Sentence = "Adults.", Groups = [adults] } });
        var set = Set([Film(0.3, 0), Film(0.7, 1)]);

        Assert.Equal(0.5, Evaluator.Evaluate(scorer, set, Quick, null, CancellationToken.None).Value.Summary.Threshold);
        Assert.Equal(0.99, Evaluator.Evaluate(scorer, set, Quick with { AgeGroup = "adults" }, null, CancellationToken.None).Value.Summary.Threshold);
        Assert.Equal("evaluation.no-such-age-group", Evaluator.Evaluate(scorer, set, Quick with { AgeGroup = "babies" }, null, CancellationToken.None).Refusal?.Code);
    }

    [Fact]
    public void Against_TwoPackages_ComparesEachAtItsOwnThreshold()
    {
        using var first = TestPackage.Scorer(folder["first"]);
        using var second = TestPackage.Scorer(folder["second"], m => m with { Name = "other", OperatingPoint = m.OperatingPoint! with { Threshold = 0.99 } });
        var set = Set(Enumerable.Range(0, 20).Select(i => Film(0.3 + (i * 0.02), i % 2)));

        var one = Evaluator.Evaluate(first, set, Quick, null, CancellationToken.None).Value;
        var two = Evaluator.Evaluate(second, set, Quick, null, CancellationToken.None).Value;
        var comparison = one.Against(two).Value.Summary.Comparison!;

        var (called, normalsCalled) = (one.Metrics.ConfusionMatrix.TruePositives, one.Metrics.ConfusionMatrix.FalsePositives);
        Assert.Equal(("other", 20, 0, 0.99), (comparison.OtherName, comparison.Films, comparison.AssessedByOne, comparison.OtherThreshold));
        Assert.Equal((0.0, 1.0), (comparison.DeLong.Difference, comparison.DeLong.P)); // the same graph orders films alike
        Assert.Equal((called, 0), (comparison.Positives.OnlyThisRight, comparison.Positives.OnlyOtherRight)); // the other calls none
        Assert.Equal((0, normalsCalled), (comparison.Negatives.OnlyThisRight, comparison.Negatives.OnlyOtherRight));
        Assert.Equal(called / 10.0, comparison.SensitivityDifference.Value, 1e-12);
        Assert.True(comparison.SensitivityDifference.Low > 0 && called > 0);
        Assert.Contains("McNemar", EvaluationText.Write(one.Against(two).Value.Summary));
    }

    [Fact]
    public void Summary_WrittenAndRead_KeepsEveryFigure()
    {
        using var scorer = TestPackage.Scorer(folder["package"]);
        var set = Set(Enumerable.Range(0, 40).Select(i => Film(0.3 + (i * 0.01), i / 2 % 2, ("ward", i % 2 == 0 ? "x" : "y"))));
        var summary = Evaluator.Evaluate(scorer, set, Quick with { By = ["ward"], Probes = true, Prevalence = 0.2 }, null, CancellationToken.None).Value.Summary;

        var read = JsonSerializer.Deserialize<EvaluationSummary>(JsonSerializer.Serialize(summary, ModelManifest.Json), ModelManifest.Json)!;

        Assert.Equal(summary.Figures, read.Figures);
        Assert.Equal(summary.Groups, read.Groups);
        Assert.Equal(summary.Probes, read.Probes);
        Assert.Equal(99, read.DecisionCurve.Count);
        Assert.Equal(EvaluationText.Write(summary), EvaluationText.Write(read));
    }

    private int made;

    private LabelledFilm Film(double grey, int label, params (string Column, string Cell)[] facts)
    {
        var file = Films.Save(Films.Slope(grey), folder["set", $"film-{made++}.png"]);
        return new LabelledFilm { File = file, Label = label, Patient = file, Facts = facts.ToDictionary(f => f.Column, f => f.Cell) };
    }

    private LabelledSet Set(IEnumerable<LabelledFilm> films) => LabelledSet.Of("drawn", films, folder["set"]);
}
