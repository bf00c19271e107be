using System.Text.Json;
using XrayPortal.Imaging.Overlay;
using XrayPortal.Training.Tests.Builders;
using XrayPortal.Training.Verbs;

namespace XrayPortal.Training.Tests.Verbs;

/// <summary>The verb as it is called: real package, real films, files out.</summary>
public sealed class EvaluateVerbTests : IDisposable
{
    private const int Usage = 1; // the parser's own answer; Program turns it into 2
    private const int Films = 24;

    private readonly TemporaryFolder folder = new();
    private readonly string package;

    public EvaluateVerbTests()
    {
        package = SmallPackage.Write(folder.File("package"));
        var rows = new List<string> { "file,label,patient,split,view" };
        for (var i = 0; i < Films; i++)
        {
            File.WriteAllBytes(folder.File($"{i}.png"), PngEncoder.Grey(Phantom.Draw(i + 1, pneumonia: i % 2 == 1, 96, 96)));
            rows.Add($"{i}.png,{(i % 2 == 1 ? "pneumonia" : "normal")},p{i},{(i < 4 ? "train" : "test")},{(i % 4 < 2 ? "AP" : "PA")}");
        }

        File.WriteAllLines(folder.File("set.csv"), rows);
    }

    [Fact]
    public async Task Evaluate_PartOfASet_WritesScoresFiguresAndPlots()
    {
        var code = await RunAsync("--split", "test", "--by", "view", "--probes", "--prevalence", "0.1", "--resamples", "20", "--ungated");

        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(21, File.ReadAllLines(Out("scores.csv")).Length);
        using var figures = JsonDocument.Parse(File.ReadAllText(Out("metrics.json")));
        var root = figures.RootElement;
        Assert.Equal(20, root.GetProperty("metrics").GetProperty("films").GetInt32());
        Assert.Equal(["AP", "PA"], root.GetProperty("groups").EnumerateArray().Select(g => g.GetProperty("value").GetString()));
        Assert.Equal(4, root.GetProperty("probes").GetArrayLength());
        Assert.Equal(0.1, root.GetProperty("prevalence").GetDouble());
        Assert.True(root.GetProperty("ungated").GetBoolean());
        foreach (var plot in (string[])["roc", "reliability", "confusion", "decision"])
        {
            Assert.True(File.Exists(Out($"{plot}.svg")));
            Assert.True(File.Exists(Out($"{plot}.png")));
        }
    }

    [Fact]
    public async Task Evaluate_AgainstItself_FindsNoDifference()
    {
        var code = await RunAsync("--against", package, "--where", "view=AP", "--resamples", "20", "--ungated");

        Assert.Equal(ExitCode.Done, code);
        using var figures = JsonDocument.Parse(File.ReadAllText(Out("metrics.json")));
        var comparison = figures.RootElement.GetProperty("comparison");
        Assert.Equal(Films / 2, comparison.GetProperty("films").GetInt32());
        Assert.Equal(0, comparison.GetProperty("aurocDifference").GetProperty("value").GetDouble());
    }

    [Theory]
    [InlineData("--by", "scanner")]
    [InlineData("--where", "view")]
    [InlineData("--where", "view=LATERAL")]
    [InlineData("--split", "validation")]
    [InlineData("--against", "/nowhere/at/all")]
    public async Task Evaluate_WhatTheSetOrTheDiskLacks_IsRefused(string option, string value) =>
        Assert.Equal(ExitCode.Refused, await RunAsync(option, value, "--resamples", "20", "--ungated"));

    [Theory]
    [InlineData("--prevalence", "1.5")]
    [InlineData("--age-bands", "5,1")]
    [InlineData("--resamples", "3")]
    public async Task Evaluate_ValueOutOfRange_IsWrongUsage(string option, string value)
    {
        Assert.Equal(Usage, await RunAsync(option, value));
        Assert.False(Directory.Exists(folder.File("out")));
    }

    public void Dispose() => folder.Dispose();

    private string Out(string file) => Path.Combine(folder.File("out"), file);

    private Task<int> RunAsync(params string[] arguments) =>
        EvaluateVerb.Create().Parse([package, folder.File("set.csv"), "--out", folder.File("out"), .. arguments]).InvokeAsync();
}
