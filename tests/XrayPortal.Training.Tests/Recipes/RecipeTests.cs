using System.Text.Json;
using XrayPortal.Training.Recipes;
using XrayPortal.Training.Tests.Builders;

namespace XrayPortal.Training.Tests.Recipes;

public sealed class RecipeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> PresetNames => [.. Presets.Names];

    public void Dispose() => folder.Dispose();

    /// <summary>The page that people read says what the code says: <c>./engine.sh train --show-schema &gt; docs/recipe.schema.json</c>.</summary>
    [Fact]
    public void Schema_InTheDocumentation_IsTheCurrentOne() =>
        Assert.Equal(RecipeSchema.Write(), File.ReadAllText(Path.Combine(SharedFolder.RepositoryRoot(), "docs", "recipe.schema.json")));

    /// <summary>A preset printed in full is a recipe file that means the same.</summary>
    [Theory]
    [MemberData(nameof(PresetNames))]
    public void Read_PresetPrintedInFull_IsThePreset(string name)
    {
        var preset = Presets.Read(name).Value;
        Assert.False(preset.Check().IsRefused, preset.Check().Refusal?.Sentence);
        File.WriteAllText(folder.File("recipe.json"), JsonSerializer.Serialize(preset, Recipe.Json));

        Assert.Equal(preset, Recipe.Read(folder.File("recipe.json")).Value);
    }

    /// <summary>The four small networks are trained as the courses state them; where a course names no schedule, by the one that validation chose.</summary>
    [Theory]
    [InlineData("mnist", "mnist-cnn", 128, 5, ScheduleKind.OneCycle)]
    [InlineData("mnist-simple", "mnist-simple", 128, 5, ScheduleKind.Constant)]
    [InlineData("cifar10", "cifar10-cnn", 64, 30, ScheduleKind.Constant)]
    [InlineData("folder", "folder-cnn", 32, 20, ScheduleKind.Constant)]
    public void Preset_OfACourse_IsAsStated(string name, string network, int batch, int epochs, ScheduleKind schedule)
    {
        var preset = Presets.Read(name).Value;

        Assert.Equal((network, batch, epochs, OptimiserKind.Adam, schedule), (preset.Network, preset.BatchSize, preset.Epochs, preset.Optimiser, preset.Schedule));
        Assert.Equal(0, preset.LabelSmoothing);
    }

    public static TheoryData<string> ShippedManifests =>
        [.. Directory.GetFiles(Path.Combine(SharedFolder.RepositoryRoot(), "models"), "manifest.json", SearchOption.AllDirectories)];

    /// <summary>The portal trains a model again by the recipe in its package.</summary>
    [Theory]
    [MemberData(nameof(ShippedManifests))]
    public void Read_RecipeOfAShippedPackage_IsUnderstood(string manifest)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(manifest));
        File.WriteAllText(folder.File("recipe.json"), json.RootElement.GetProperty("recipe").GetRawText());

        var read = Recipe.Read(folder.File("recipe.json"));

        Assert.False(read.IsRefused, read.Refusal?.Sentence);
    }
}
