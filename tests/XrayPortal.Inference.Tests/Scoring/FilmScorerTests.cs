using Microsoft.ML.OnnxRuntime;
using XrayPortal.Imaging.Overlay;
using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Scoring;
using XrayPortal.Inference.Tests.Builders;

namespace XrayPortal.Inference.Tests.Scoring;

public sealed class FilmScorerTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0.75)]
    [InlineData(0.5)]
    [InlineData(0.1)]
    public void Run_FlatFilm_GivesTheNumbersWorkedOutByHand(double grey)
    {
        using var scorer = TestPackage.Scorer(folder.Path);

        var run = scorer.Run(Films.Flat(grey));

        Assert.Equal((12 * grey) - 6, run.Logit, 5);
        Assert.Equal(1 / (1 + Math.Exp(6 - (12 * grey))), run.Probability, 6);
        Assert.Equal([(float)grey, 0f, (float)(1 - grey)], run.Embedding, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal((14, 14), (run.CamWidth, run.CamHeight));
        Assert.All(run.Cam, v => Assert.Equal(12 * grey, v, 5));
    }

    [Fact]
    public void Run_TemperatureInTheGraph_CoolsTheProbabilityOnly()
    {
        using var scorer = TestPackage.Scorer(folder.Path, m => m with { Temperature = 3 }, new TinyOnnx { Temperature = 3 });

        var run = scorer.Run(Films.Flat(0.75));

        Assert.Equal(3, run.Logit, 5);
        Assert.Equal(1 / (1 + Math.Exp(-1)), run.Probability, 6);
    }

    [Fact]
    public void Run_SameFilmInSeveralSizes_GivesOneAnswer()
    {
        using var scorer = TestPackage.Scorer(folder.Path);
        var large = Phantom.Draw(seed: 3, pneumonia: true, 400, 320);

        var (full, half) = (scorer.Run(large), scorer.Run(Imaging.Grey.Antialias.Resize(large, 200, 160)));

        Assert.Equal(full.Probability, half.Probability, 0.01);
    }

    [Fact]
    public void Score_Film_SaysWhereItCameFrom()
    {
        using var scorer = TestPackage.Scorer(folder.Path);
        var film = Films.Flat(0.6);

        var score = scorer.Score(film).Value;

        Assert.Equal(("tiny", "1.0.0", "CPU"), (score.ModelName, score.ModelVersion, score.Device));
        Assert.Equal(film.Sha256(), score.InputSha256);
        Assert.True(score.Milliseconds > 0);
        Assert.Empty(score.PopulationUnchecked);
    }

    [Theory]
    [InlineData(0.51, Call.Suggestive)]
    [InlineData(0.49, Call.NotFound)]
    public void Score_AgainstTheThreshold_Calls(double grey, Call expected)
    {
        using var scorer = TestPackage.Scorer(folder.Path);

        Assert.Equal(expected, scorer.Score(Films.Flat(grey)).Value.Call);
    }

    [Fact]
    public void Score_ProbabilityAtTheThresholdItself_IsSuggestive()
    {
        var probability = 0.0;
        using (var probe = TestPackage.Scorer(folder["a"])) probability = probe.Run(Films.Flat(0.4)).Probability;
        using var scorer = TestPackage.Scorer(folder["b"], m => m with { OperatingPoint = m.OperatingPoint! with { Threshold = probability } });

        Assert.Equal(Call.Suggestive, scorer.Score(Films.Flat(0.4)).Value.Call);
    }

    [Fact]
    public void Score_PictureUnlikeTheTrainingFilms_IsRefused()
    {
        using var scorer = TestPackage.Scorer(folder.Path);

        var refusal = scorer.Score(Films.Stripes()).Refusal;

        Assert.Equal("gate.not-a-chest-film", refusal?.Code);
        Assert.StartsWith("This picture does not look like the frontal chest films the model was made for.", refusal?.Sentence);
    }

    [Fact]
    public void Score_GateNotAsked_SkipsTheGateAloneAndSaysSo()
    {
        using var scorer = TestPackage.Scorer(folder.Path, OnlySmallChildren);

        var score = scorer.Score(Films.Stripes(), askGate: false).Value;

        Assert.False(score.GateAsked);
        Assert.Equal(["age", "view"], score.PopulationUnchecked);
        Assert.Equal("population.age", scorer.Score(Films.Stripes(), ageYears: 61, askGate: false).Refusal?.Code);
        Assert.True(scorer.Score(Films.Flat(0.5)).Value.GateAsked);
    }

    [Theory]
    [InlineData(0.9, "AP", "population.age")]
    [InlineData(5.1, "AP", "population.age")]
    [InlineData(3.0, "LL", "population.view")]
    [InlineData(1.0, "ap", null)]
    [InlineData(5.0, " PA ", null)]
    public void Score_FactsOfThePatient_AreHeldAgainstThePopulation(double age, string view, string? code)
    {
        using var scorer = TestPackage.Scorer(folder.Path, OnlySmallChildren);

        Assert.Equal(code, scorer.Score(Films.Flat(0.5), age, view).Refusal?.Code);
    }

    [Fact]
    public void Score_FactsNotGiven_ScoresAndSaysWhichWereNotChecked()
    {
        using var scorer = TestPackage.Scorer(folder.Path, OnlySmallChildren);

        Assert.Equal(["age", "view"], scorer.Score(Films.Flat(0.5)).Value.PopulationUnchecked);
        Assert.Equal(["view"], scorer.Score(Films.Flat(0.5), ageYears: 2).Value.PopulationUnchecked);
    }

    /// <summary>The same film, called by the threshold of the patient's group; between the groups nobody is served.</summary>
    [Theory]
    [InlineData(3.0, "AP", 0.9, null)]
    [InlineData(40.0, "PA", 0.1, null)]
    [InlineData(3.0, "PA", 0, "population.view")]
    [InlineData(9.0, "AP", 0, "population.age")]
    [InlineData(null, "PA", 0.1, null)]
    public void Score_GroupsOfAges_EachHasItsThresholdAndViews(double? age, string view, double threshold, string? code)
    {
        using var scorer = TestPackage.Scorer(folder.Path, ChildrenAndAdults);

        var score = scorer.Score(Films.Flat(0.5), age, view);

        Assert.Equal(code, score.Refusal?.Code);
        if (code is null) Assert.Equal((threshold, threshold < 0.5 ? Call.Suggestive : Call.NotFound), (score.Value.Threshold, score.Value.Call));
    }

    [Fact]
    public void Unchecked_AgeNotKnown_SaysWhichThresholdIsUsed()
    {
        var rule = ChildrenAndAdults(TestPackage.Manifest([])).Population;

        Assert.Equal(
            "Not known for this film, so not checked: age. The model has a threshold for children and one for adults; without an age the lowest is used.",
            rule.Unchecked(null, "AP"));
        Assert.Equal("Not known for this film, so not checked: view.", rule.Unchecked(3, null));
        Assert.Null(rule.Unchecked(40, "PA"));
    }

    [Fact]
    public async Task Run_ManyThreadsAtOnce_GivesEachItsOwnAnswer()
    {
        using var scorer = TestPackage.Scorer(folder.Path);

        await Parallel.ForAsync(0, 200, TestContext.Current.CancellationToken, (i, _) =>
        {
            var grey = i / 200.0;
            Assert.Equal((12 * grey) - 6, scorer.Run(Films.Flat(grey, 40 + (i % 7), 50 + (i % 5))).Logit, 4);
            return ValueTask.CompletedTask;
        });
    }

    [Fact]
    public void Load_GpuDemandedAndMissing_IsRefusedNotReplaced()
    {
        Assert.SkipWhen(OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"), "This build has the GPU provider.");
        var package = ModelPackage.Open(TestPackage.Write(folder.Path)).Value;

        Assert.Equal("device.gpu-missing", FilmScorer.Load(package, Device.Cuda).Refusal?.Code);
        using var auto = FilmScorer.Load(package).Value;
        Assert.Equal("CPU", auto.Device);
    }

    [Fact]
    public void Load_ModelChangedSinceOpening_IsRefused()
    {
        var package = ModelPackage.Open(TestPackage.Write(folder.Path)).Value;
        File.WriteAllBytes(package.OnnxPath, new TinyOnnx { Temperature = 2 }.Build());

        Assert.Equal("package.hash", FilmScorer.Load(package, Device.Cpu).Refusal?.Code);
    }

    private static ModelManifest ChildrenAndAdults(ModelManifest manifest) => manifest with
    {
        OperatingPoint = new OperatingPoint { Threshold = 0.1, ChosenBy = "the lowest" },
        Population = new PopulationRule
        {
            Views = ["AP", "PA"],
            Groups =
            [
                new AgeGroup { Name = "children", MinAgeYears = 1, MaxAgeYears = 5, Views = ["AP"], OperatingPoint = new OperatingPoint { Threshold = 0.9, ChosenBy = "by hand" } },
                new AgeGroup { Name = "adults", MinAgeYears = 16, OperatingPoint = new OperatingPoint { Threshold = 0.1, ChosenBy = "by hand" } },
            ],
            Sentence = "Children of one to five, and adults.",
        },
    };

    private static ModelManifest OnlySmallChildren(ModelManifest manifest) => manifest with
    {
        Population = new PopulationRule { MinAgeYears = 1, MaxAgeYears = 5, Views = ["AP", "PA"], Sentence = "Children of one to five." },
    };
}
