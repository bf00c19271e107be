using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Tests.Builders;
using Xunit;

namespace XrayPortal.Tests.TrainingRuns;

/// <summary>Runs on several sets, and runs that do again what made the live model.</summary>
public sealed class RetrainTests
{
    /// <summary>The recipe inside the live package: fields that the form knows, and others that only the engine does.</summary>
    internal const string LiveRecipeJson = """
        {"network":"small","weights":"/home/somebody/backbone.safetensors","inputSide":96,"headEpochs":0,"epochs":12,"backboneLearningRate":0.003,
         "balance":["source"],"evidenceWeight":2.5,"augmentation":{"rotation":{"range":8,"chance":0.5}}}
        """;

    [Fact]
    public async Task Start_FurtherSets_ReachTheEngineAndThePlan()
    {
        await using var portal = await TrainingPortal.StartAsync(new ScriptedEngine());
        var other = portal.Engine.Copy("other");

        var id = await portal.BeginAsync(new { name = "trial", dataPath = portal.Engine.Set, preset = "phantom", with = new[] { other + "/" }, recipe = new { balance = new[] { "view" } } });
        var run = await portal.EndedAsync(id);

        Assert.Contains($"--data {portal.Engine.Set} ", portal.Engine.Calls[0], StringComparison.Ordinal);
        Assert.Contains($"--with {other}", portal.Engine.Calls[0], StringComparison.Ordinal);
        Assert.StartsWith(other, run.GetProperty("plan").GetProperty("with")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("view", Request(portal, id)["balance"]![0]!.GetValue<string>());
        Assert.Contains(other, (await portal.Host.AuditOfAsync(id))[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_AsTheLiveModel_HandsItsWholeRecipeAndItsWeightsOver()
    {
        await using var portal = await StartAsync();

        var id = await portal.BeginAsync(new { name = "tiny", dataPath = portal.Engine.Set, preset = "live", recipe = new { epochs = 2 } });
        await portal.EndedAsync(id);

        var asked = Request(portal, id);
        Assert.Equal(2.5, asked["evidenceWeight"]!.GetValue<double>());
        Assert.Equal(0.5, asked["augmentation"]!["rotation"]!["chance"]!.GetValue<double>());
        Assert.Equal("source", asked["balance"]![0]!.GetValue<string>());
        Assert.Equal((96, 2, 0.001), (asked["inputSide"]!.GetValue<int>(), asked["epochs"]!.GetValue<int>(), asked["backboneLearningRate"]!.GetValue<double>()));
        Assert.Equal("imagenet", asked["weights"]!.GetValue<string>());
        Assert.Contains("--parent ", portal.Engine.Calls[0], StringComparison.Ordinal);
        Assert.DoesNotContain("--population", portal.Engine.Calls[0], StringComparison.Ordinal);
    }

    /// <summary>Without a parent the engine would know neither population nor terms: the model is told whom it is for.</summary>
    [Fact]
    public async Task Start_AsTheLiveModelFromOtherWeights_KeepsEpochsPopulationAndTerms()
    {
        await using var portal = await StartAsync();

        var id = await portal.BeginAsync(new { name = "tiny", dataPath = portal.Engine.Set, preset = "live", fromLive = false });
        await portal.EndedAsync(id);

        var asked = Request(portal, id);
        Assert.Equal((12, 0.003), (asked["epochs"]!.GetValue<int>(), asked["backboneLearningRate"]!.GetValue<double>()));
        var whom = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(RunFolder(portal, id), "population.json")))!;
        Assert.Equal("adults", whom["groups"]![0]!["name"]!.GetValue<string>());
        Assert.Contains($"--population {RunFolder(portal, id)}/population.json --terms For research.", portal.Engine.Calls[0], StringComparison.Ordinal);
        Assert.DoesNotContain("--parent", portal.Engine.Calls[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_BadDraft_IsRefusedWithItsCode()
    {
        var engine = new ScriptedEngine();
        await using var portal = await TrainingPortal.StartAsync(engine, null, ("TrainingRuns:DataRoots:0", engine.Set));
        var inside = Path.Combine(engine.Set, "inner");
        (object Draft, string Code)[] drafts =
        [
            (new { name = "trial", dataPath = engine.Set, with = new[] { "relative/set" } }, "training-run.data-path"),
            (new { name = "trial", dataPath = engine.Set, with = new[] { "/a\0b" } }, "training-run.data-path"),
            (new { name = "trial", dataPath = engine.Set, with = new[] { "/etc" } }, "training-run.data-not-allowed"),
            (new { name = "trial", dataPath = engine.Set, with = new[] { inside } }, "set.not-found"),
            (new { name = "trial", dataPath = engine.Set, with = new[] { engine.Set + "/." } }, "training-run.set-twice"),
            (new { name = "trial", dataPath = engine.Set, with = Enumerable.Repeat("/x", 21) }, "training-run.too-many-sets"),
            (new { name = "trial", dataPath = engine.Set, preset = "live" }, "training-run.no-live-recipe"),
            (new { name = "trial", dataPath = engine.Set, recipe = new { evidenceWeight = 2 } }, "training-run.recipe-field"),
            (new { name = "trial", dataPath = engine.Set, recipe = new { balance = new[] { "" } } }, "training-run.recipe"),
        ];

        foreach (var (draft, code) in drafts)
        {
            using var answer = await portal.Client.PostAsJsonAsync(new Uri("/api/v1/training-runs", UriKind.Relative), draft);
            Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        }

        Assert.Empty(engine.Calls);
    }

    /// <summary>A model that says how it was trained, for whom, and under which terms.</summary>
    internal static string WriteLive(string folder) => TestPackage.Write(folder, change: m => m with
    {
        Recipe = JsonElement.Parse(LiveRecipeJson),
        Terms = ["For research."],
        Population = new PopulationRule
        {
            Sentence = "Pictures drawn for tests.",
            Groups = [new AgeGroup { Name = "adults", MinAgeYears = 18, Sources = ["set"], OperatingPoint = new OperatingPoint { Threshold = 0.4, ChosenBy = "by hand" } }],
        },
    });

    private static async Task<TrainingPortal> StartAsync()
    {
        var engine = new ScriptedEngine();
        WriteLive(Path.Combine(engine.Folder, "models", "tiny", "1.0.0"));
        return await TrainingPortal.StartAsync(engine, null, ("Models:Folders:0", Path.Combine(engine.Folder, "models")));
    }

    private static string RunFolder(TrainingPortal portal, Guid id) => Path.Combine(portal.Host.DataRoot, "runs", id.ToString());

    private static JsonNode Request(TrainingPortal portal, Guid id) => JsonNode.Parse(File.ReadAllText(Path.Combine(RunFolder(portal, id), "request.json")))!;
}
