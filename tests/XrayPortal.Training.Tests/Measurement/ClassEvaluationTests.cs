using System.Text.Json;
using XrayPortal.Training.Data;
using XrayPortal.Training.Loop;
using XrayPortal.Training.Recipes;
using XrayPortal.Training.Tests.Builders;
using XrayPortal.Training.Verbs;

namespace XrayPortal.Training.Tests.Measurement;

/// <summary>A package of ten classes from a short run, measured through the verb.</summary>
public sealed class ClassEvaluationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string data;
    private readonly RunFolder run;

    public ClassEvaluationTests()
    {
        data = RecordSet.WriteCifar(folder.File("photographs"), train: 60, test: 30);
        var recipe = Presets.Read("cifar10").Value with { BatchSize = 10, Epochs = 1, ValidationShare = 0.2 };
        run = RunFolder.Create(folder.File("run"), new RunArguments(data, [], null, "photographs", "0.0.1", null), recipe).Value;
        var ended = new TrainingRun(run, new RunLog(run.Log, TextWriter.Null, TimeProvider.System)).Run(learn: true, keepTest: false, CancellationToken.None);
        Assert.False(ended.IsRefused, ended.Refusal?.Sentence);
    }

    /// <summary>The exported file gives the figures that the run took from the trained network.</summary>
    [Fact]
    public async Task Evaluate_TestPart_AgreesWithTheRun()
    {
        Assert.Equal(ExitCode.Done, await EvaluateAsync(data, "--split", "test"));

        var ofRun = JsonDocument.Parse(File.ReadAllText(run.Metrics)).RootElement[1];
        var measured = JsonDocument.Parse(File.ReadAllText(Out("metrics.json"))).RootElement.GetProperty("metrics");
        Assert.Equal(ofRun.GetProperty("confusion").ToString(), measured.GetProperty("confusion").ToString());
        Assert.Equal(ofRun.GetProperty("loss").GetDouble(), measured.GetProperty("loss").GetDouble(), 4);
        Assert.Equal(31, File.ReadAllLines(Out("scores.csv")).Length);
        Assert.StartsWith("<svg", File.ReadAllText(Out("confusion.svg")));
    }

    [Fact]
    public async Task Evaluate_OneBatchAlone_IsMeasuredWhole()
    {
        Assert.Equal(ExitCode.Done, await EvaluateAsync(Path.Combine(data, "data_batch_1.bin")));

        Assert.Equal(60, JsonDocument.Parse(File.ReadAllText(Out("metrics.json"))).RootElement.GetProperty("metrics").GetProperty("pictures").GetInt32());
    }

    [Fact]
    public async Task Evaluate_OptionForFilms_IsRefused() =>
        Assert.Equal(ExitCode.Refused, await EvaluateAsync(data, "--probes"));

    [Fact]
    public async Task Evaluate_OtherClasses_IsRefused() =>
        Assert.Equal(ExitCode.Refused, await EvaluateAsync(RecordSet.WriteMnist(folder.File("digits"), train: 10, test: 10)));

    public void Dispose() => folder.Dispose();

    private string Out(string file) => Path.Combine(folder.File("out"), file);

    private Task<int> EvaluateAsync(string set, params string[] arguments) =>
        EvaluateVerb.Create().Parse([run.Package, set, "--out", folder.File("out"), .. arguments]).InvokeAsync();
}
