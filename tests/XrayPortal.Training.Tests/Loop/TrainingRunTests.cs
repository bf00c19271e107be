using System.Text.Json;
using SkiaSharp;
using TorchSharp;
using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Scoring;
using XrayPortal.Training.Data;
using XrayPortal.Training.Loop;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;
using XrayPortal.Training.Tests.Builders;

namespace XrayPortal.Training.Tests.Loop;

/// <summary>Whole runs on drawn phantoms: small, but every part is the real one.</summary>
public sealed class TrainingRunTests : IDisposable
{
    private static readonly Recipe Quick = Presets.Read("phantom").Value with { Epochs = 3, CheckpointEverySteps = 1 };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Run_Phantoms_LearnsAndMakesAWholePackage()
    {
        var run = Start("run", films: 96, test: 32, Presets.Read("phantom").Value);

        var ended = Go(run);

        Assert.False(ended.IsRefused, ended.Refusal?.Sentence);
        var package = ModelPackage.Open(run.Package);
        Assert.False(package.IsRefused, package.Refusal?.Sentence);
        Assert.Equal(["validation", "test"], package.Value.Manifest.Metrics.Select(m => m.DataSet));
        Assert.True(package.Value.Manifest.Metrics[1].Auroc.Value > 0.8, "the network does not learn the phantoms");
        Assert.Contains("Not for diagnosis", File.ReadAllText(Path.Combine(run.Package, "card.md")));
        Assert.StartsWith("<svg", File.ReadAllText(run.Curves));
        var events = Events(run).Select(e => e.GetProperty("event").GetString()).ToArray();
        Assert.Equal("start", events[0]);
        Assert.Equal("end", events[^1]);
        Assert.Contains("epoch", events);
        Assert.Equal(0, Events(run)[0].GetProperty("patientOverlap").GetInt32());
    }

    /// <summary>Ten classes of bars in MNIST's format: the same loop, a softmax instead of one node.</summary>
    [Fact]
    public void Run_TenClasses_LearnsThem()
    {
        var data = RecordSet.WriteMnist(folder.File("mnist"), train: 400, test: 100);
        var recipe = Presets.Read("mnist").Value with { Network = "lenet5", BatchSize = 16, Epochs = 6, ValidationShare = 0.2, BackboneLearningRate = 3e-3, FineTuneHeadLearningRate = 3e-3 };
        var run = RunFolder.Create(folder.File("run"), new RunArguments(data, [], null, "bars", "0.0.1", null), recipe).Value;

        var ended = Go(run);

        Assert.False(ended.IsRefused, ended.Refusal?.Sentence);
        var test = JsonDocument.Parse(File.ReadAllText(run.Metrics)).RootElement[1];
        Assert.Equal(100, test.GetProperty("pictures").GetInt32());
        Assert.True(test.GetProperty("accuracy").GetProperty("value").GetDouble() > 0.9, "the network does not learn the bars");
        Assert.Contains("Accuracy", File.ReadAllText(run.Curves));
        var package = ModelPackage.Open(run.Package);
        Assert.False(package.IsRefused, package.Refusal?.Sentence);
        Assert.Equal(10, package.Value.Manifest.Classes.Count);
        Assert.False(package.Value.Manifest.IsForFilms);
        Assert.Contains("| 9 |", File.ReadAllText(Path.Combine(run.Package, "card.md")));
    }

    /// <summary>A trial leaves the test films alone, and its card says so.</summary>
    [Fact]
    public void Run_KeepTest_MeasuresValidationAlone()
    {
        var manifest = PhantomSet.Write(folder.File("set"), 48, test: 12);
        var run = RunFolder.Create(folder.File("run"), new RunArguments(manifest, [], null, "phantom", "0.0.1", null, KeepTest: true), Quick with { Epochs = 1 }).Value;
        foreach (var film in Directory.GetFiles(folder.File("set"), "*.png").Order().Take(12)) File.WriteAllText(film, "not to be opened");

        var ended = Go(run);

        Assert.False(ended.IsRefused, ended.Refusal?.Sentence);
        Assert.Equal(["validation"], ModelPackage.Open(run.Package).Value.Manifest.Metrics.Select(m => m.DataSet));
        Assert.Contains("No test part was read", File.ReadAllText(Path.Combine(run.Package, "card.md")));
    }

    /// <summary>Two sets together: each is drawn from, validated and measured as a population of its own.</summary>
    [Fact]
    public void Run_TwoSets_MeasuresEachPopulation()
    {
        var (one, two) = (PhantomSet.Write(folder.File("one"), 48, test: 12), PhantomSet.Write(folder.File("two"), 32, test: 8, patients: "q"));
        var recipe = Quick with { Balance = [], Epochs = 1 };
        var run = RunFolder.Create(folder.File("run"), new RunArguments(one, [], null, "phantom", "0.0.1", null, [two]), recipe).Value;

        var ended = Go(run);

        Assert.False(ended.IsRefused, ended.Refusal?.Sentence);
        var metrics = ModelPackage.Open(run.Package).Value.Manifest.Metrics;
        Assert.Equal(["validation one", "validation two", "test one", "test two"], metrics.Select(m => m.DataSet));
        Assert.Equal([12, 8], metrics.Skip(2).Select(m => m.Films + m.NotAssessed));
        var epoch = Events(run).Last(e => e.GetProperty("event").GetString() == "epoch");
        Assert.Equal(["one", "two"], epoch.GetProperty("aurocByStratum").EnumerateObject().Select(p => p.Name));
    }

    /// <summary>Each group of ages gets a threshold from the films that stand for it; a run from that package keeps its population and terms.</summary>
    [Fact]
    public void Run_GroupsOfAges_GetThresholdsAndPassThemOn()
    {
        var (one, two) = (PhantomSet.Write(folder.File("one"), 48), PhantomSet.Write(folder.File("two"), 48, patients: "q"));
        AgeGroup Group(string name, string source) => new() { Name = name, Sources = [source] };
        var rule = new PopulationRule { Sentence = "Phantoms.", Groups = [Group("small", "one"), Group("large", "two"), Group("none", "three")] };
        var arguments = new RunArguments(one, [], null, "phantom", "0.0.1", rule, [two], By: ["label"], Terms: ["Drawn; free to use."]);
        var first = RunFolder.Create(folder.File("first"), arguments, Quick with { Balance = [], Epochs = 1 }).Value;

        var ended = Go(first);

        Assert.False(ended.IsRefused, ended.Refusal?.Sentence);
        var manifest = ModelPackage.Open(first.Package).Value.Manifest;
        Assert.Equal(["small", "large"], manifest.Population.Groups.Select(g => g.Name));
        Assert.Equal(manifest.OperatingPoint!.Threshold, manifest.Population.Groups.Min(g => g.OperatingPoint!.Threshold));
        Assert.Contains(Events(first), e => e.GetProperty("event").GetString() == "warning" && e.GetProperty("message").GetString()!.Contains("none"));
        var card = File.ReadAllText(Path.Combine(first.Package, "card.md"));
        Assert.Contains("Threshold for large", card);
        Assert.Contains("- Drawn; free to use.", card);
        Assert.Contains("| validation one | label pneumonia |", card);

        var second = RunFolder.Create(folder.File("second"), new RunArguments(one, [], first.Package, "phantom", "0.0.2", null, Terms: ["Mine."]), Quick with { Epochs = 1 }).Value;
        Assert.False(Go(second).IsRefused);
        var child = ModelPackage.Open(second.Package).Value.Manifest;
        Assert.Equal(["small"], child.Population.Groups.Select(g => g.Name)); // the set at hand stands for these alone
        Assert.Contains(child.Limits, limit => limit.StartsWith("It does not serve large", StringComparison.Ordinal));
        Assert.Equal(["Drawn; free to use.", "Mine."], child.Terms);
        Assert.Equal("0.0.1", child.ParentVersion);
    }

    /// <summary>What a teacher owes, its pupil owes, too; card and manifest name it.</summary>
    [Fact]
    public void Run_Taught_NamesItsTeacherAndKeepsItsTerms()
    {
        var set = PhantomSet.Write(folder.File("set"), 48);
        var first = RunFolder.Create(folder.File("first"), new RunArguments(set, [], null, "phantom", "0.0.1", null, Terms: ["Drawn; free to use."]), Quick with { Epochs = 1 }).Value;
        Assert.False(Go(first).IsRefused);

        var taught = RunFolder.Create(
            folder.File("taught"), new RunArguments(set, [], null, "phantom", "0.0.2", null, Teachers: [first.Package]), Quick with { Epochs = 1, TeacherShare = 0.75 }).Value;
        var ended = Go(taught);

        Assert.False(ended.IsRefused, ended.Refusal?.Sentence);
        var manifest = ModelPackage.Open(taught.Package).Value.Manifest;
        Assert.Equal(["phantom 0.0.1"], manifest.Teachers);
        Assert.Equal(["Drawn; free to use."], manifest.Terms);
        Assert.Contains("Taught by phantom 0.0.1, whose mean opinion made 75 % of", File.ReadAllText(Path.Combine(taught.Package, "card.md")), StringComparison.Ordinal);
    }

    /// <summary>Colour pictures of two classes in folders: one node, a package for colour.</summary>
    [Fact]
    public void Run_ColourFolders_MakesAPackageForColour()
    {
        foreach (var (name, blue) in new[] { ("apple", 20), ("berry", 220) })
        {
            Directory.CreateDirectory(folder.File(Path.Combine("fruit", name)));
            for (var i = 0; i < 24; i++)
            {
                using var bitmap = new SKBitmap(40, 40, SKColorType.Rgba8888, SKAlphaType.Opaque);
                bitmap.Erase(new SKColor((byte)(i * 4), 90, (byte)(blue + i)));
                using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
                File.WriteAllBytes(folder.File(Path.Combine("fruit", name, $"{i}.png")), png.ToArray());
            }
        }

        var recipe = Presets.Read("folder").Value with { InputSide = 32, Epochs = 4, BatchSize = 8, ValidationShare = 0.25, TestShare = 0.25 };
        var run = RunFolder.Create(folder.File("run"), new RunArguments(folder.File("fruit"), [], null, "fruit", "0.0.1", null), recipe).Value;

        var ended = Go(run);

        Assert.False(ended.IsRefused, ended.Refusal?.Sentence);
        var manifest = ModelPackage.Open(run.Package).Value.Manifest;
        Assert.Equal(["apple", "berry"], manifest.Classes);
        Assert.Equal(3, manifest.InputChannels);
        Assert.False(manifest.IsForFilms);
        Assert.Equal(12, JsonDocument.Parse(File.ReadAllText(run.Metrics)).RootElement[1].GetProperty("pictures").GetInt32());
    }

    [Fact]
    public void Run_Folds_ValidatesEveryFilmOnceAndMakesNoPackage()
    {
        var manifest = PhantomSet.Write(folder.File("set"), 48);
        var run = RunFolder.Create(folder.File("run"), new RunArguments(manifest, [], null, "phantom", "0.0.1", null, Folds: 3), Quick with { Epochs = 1 }).Value;

        var ended = Go(run);

        Assert.False(ended.IsRefused, ended.Refusal?.Sentence);
        var folds = JsonDocument.Parse(File.ReadAllText(run.Metrics)).RootElement.GetProperty("folds");
        Assert.Equal(48, folds.EnumerateArray().Sum(f => f.GetProperty("validation").GetInt32()));
        Assert.False(Directory.Exists(run.Package));
    }

    [Fact]
    public void Run_EarlyLayersFrozen_StayAsTheyBegan()
    {
        var recipe = Quick with { EarlyRateFactor = 0, Epochs = 1 };
        var run = Start("frozen", films: 32, test: 0, recipe);
        using var fresh = new Network(NetworkCatalogue.GetForLearning(recipe, 1).Value, recipe.Seed);

        Go(run);

        using var scope = torch.NewDisposeScope();
        var learnt = SafeTensors.Read(new Checkpoints(run.CheckpointFolder).Best).Value;
        var early = fresh.EarlyParameters.ToHashSet();
        Assert.NotEmpty(early);
        Assert.All(fresh.Parameters, p => Assert.Equal(early.Contains(p.Value), p.Value.allclose(learnt[p.Key], 1e-6, 1e-7)));
    }

    /// <summary>A run stopped in the middle of an epoch and resumed loses nothing: same losses as an uninterrupted one (one thread).</summary>
    [Theory]
    [InlineData(OptimiserKind.AdamW, ScheduleKind.Cosine)]
    [InlineData(OptimiserKind.Adam, ScheduleKind.Plateau)]
    [InlineData(OptimiserKind.Sgd, ScheduleKind.OneCycle)]
    public void Run_StoppedAndResumed_EndsAsUninterrupted(OptimiserKind optimiser, ScheduleKind schedule)
    {
        var recipe = Quick with { Optimiser = optimiser, Schedule = schedule };
        var whole = Start("whole", films: 64, test: 0, recipe);
        Go(whole);

        var broken = Start("broken", films: 64, test: 0, recipe);
        using var stop = new CancellationTokenSource();
        var stopped = Go(broken, StopInSecondEpoch, stop.Token);
        void StopInSecondEpoch(string line)
        {
            if (line.Contains("\"checkpoint\"", StringComparison.Ordinal) && line.Contains("\"epoch\":2,\"step\":1", StringComparison.Ordinal)) stop.Cancel();
        }

        var resumed = Go(RunFolder.Open(broken.Root).Value);

        Assert.Equal(LearningOutcome.Stopped, stopped.Value);
        Assert.Equal(LearningOutcome.Finished, resumed.Value);
        Assert.Equal(Losses(whole), Losses(broken));
    }

    [Fact]
    public void Run_UnreadableFilm_IsRefusedByNameBeforeLearning()
    {
        var run = Start("bad", films: 40, test: 0, Quick);
        File.WriteAllText(Path.Combine(folder.Root, "bad-set", "phantom-003.png"), "not a picture");

        var ended = Go(run);

        Assert.Equal("data.unreadable", ended.Refusal?.Code);
        Assert.Contains("phantom-003.png", ended.Refusal!.Sentence);
        Assert.False(Directory.Exists(run.Package));
    }

    [Fact]
    public void Create_FolderTaken_IsRefused()
    {
        var run = Start("taken", films: 4, test: 0, Quick);

        Assert.Equal("train.run-exists", RunFolder.Create(run.Root, run.Arguments, Quick).Refusal?.Code);
    }

    [Theory]
    [InlineData("{\"inputSide\": 4}", "inputSide")]
    [InlineData("{\"epochz\": 4}", "epochz")]
    [InlineData("{\"network\": \"resnet99\"}", "resnet99")]
    [InlineData("{\"augmentation\": {\"rotation\": {\"range\": 400}}}", "rotation")]
    [InlineData("{\"network\": \"vgg16\", \"headEpochs\": 3}", "headEpochs")]
    [InlineData("{\"network\": \"lenet5\", \"colour\": true, \"inputSide\": 28, \"headEpochs\": 0, \"evidenceWeight\": 0}", "colour")]
    [InlineData("{", "")]
    public void Read_BadRecipe_NamesTheField(string json, string named)
    {
        var path = folder.File("recipe.json");
        File.WriteAllText(path, json);

        var result = Recipe.Read(path);

        Assert.True(result.IsRefused);
        Assert.Contains(named, result.Refusal.Sentence);
    }

    /// <summary>A run of four epochs leaves as many tensors as a run of one: TorchSharp counts each parameter's first handle for ever, steps add none.</summary>
    [Fact]
    public void Run_ManySteps_LeavesNoTensorsBehind()
    {
        var before = LiveTensors();
        Go(Start("leak-1", films: 32, test: 0, Quick with { Epochs = 1 }));
        var afterOne = LiveTensors();
        Go(Start("leak-2", films: 32, test: 0, Quick with { Epochs = 4, Patience = 9 }));

        Assert.Equal(afterOne - before, LiveTensors() - afterOne);
    }

    /// <summary>Tensors that somebody still holds: what lies ready for the collector is collected first.</summary>
    private static long LiveTensors()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return torch.Tensor.TotalCount;
    }

    private RunFolder Start(string name, int films, int test, Recipe recipe)
    {
        var manifest = PhantomSet.Write(Path.Combine(folder.Root, name + "-set"), films, test);
        return RunFolder.Create(folder.File(name), new RunArguments(manifest, [], null, "phantom", "0.0.1", null), recipe).Value;
    }

    private static Imaging.Result<LearningOutcome> Go(RunFolder run, Action<string>? onLine = null, CancellationToken cancellationToken = default)
    {
        using var output = new LineWriter(onLine);
        return new TrainingRun(run, new RunLog(run.Log, output, TimeProvider.System)).Run(learn: true, run.Arguments.KeepTest, cancellationToken);
    }

    private static JsonElement[] Events(RunFolder run) => [.. File.ReadLines(run.Log).Select(l => JsonDocument.Parse(l).RootElement)];

    private static string[] Losses(RunFolder run) => [.. Events(run)
        .Where(e => e.GetProperty("event").GetString() == "epoch")
        .Select(e => $"{e.GetProperty("trainLoss")} {e.GetProperty("validationLoss")}")];

    private sealed class LineWriter(Action<string>? onLine) : StringWriter
    {
        public override void WriteLine(string? value) => onLine?.Invoke(value ?? "");
    }
}
