using System.Text.Json;
using System.Text.Json.Nodes;
using XrayPortal.Imaging;

namespace XrayPortal.TrainingRuns;

/// <summary>What a run is asked for, as it comes in.</summary>
/// <param name="Name">Name of the model; its next version is made.</param>
/// <param name="DataPath">Absolute path of a labelled set.</param>
/// <param name="Preset">Recipe to start from; null: the first.</param>
/// <param name="Recipe">Fields that differ from the preset.</param>
/// <param name="IncludeFlagged">Take the films that readers have judged in.</param>
/// <param name="FromLive">Go on from the live model's weights, where its network is the same.</param>
public sealed record TrainingDraft(
    string? Name, string? DataPath, string? Preset = null, JsonObject? Recipe = null, bool IncludeFlagged = false, bool FromLive = false);

/// <summary>What <see cref="TrainingRun.RecipeJson"/> holds.</summary>
public sealed record TrainingPlan(TrainingRecipe Recipe, bool FromLive)
{
    public string ToJson() => JsonSerializer.Serialize(this, TrainingRecipe.Json);

    public static TrainingPlan Read(string json) =>
        JsonSerializer.Deserialize<TrainingPlan>(json, TrainingRecipe.Json) ?? throw new InvalidDataException("The run's plan is empty.");

    /// <summary>The preset's recipe with the draft's fields over it, checked.</summary>
    internal static Result<TrainingPlan> From(TrainingDraft draft)
    {
        var preset = draft.Preset is null ? RecipePresets.All[0] : RecipePresets.Find(draft.Preset);
        if (preset is null) return TrainingRunRefusals.NoSuchPreset;
        try
        {
            var whole = JsonSerializer.SerializeToNode(preset.Recipe, TrainingRecipe.Json)!.AsObject();
            foreach (var (name, value) in draft.Recipe ?? []) whole[name] = value?.DeepClone();
            return whole.Deserialize<TrainingRecipe>(TrainingRecipe.Json)!.Check()
                .Match<Result<TrainingPlan>>(recipe => new TrainingPlan(recipe, draft.FromLive), refusal => refusal);
        }
        catch (JsonException e)
        {
            return TrainingRunRefusals.Recipe(e.Path);
        }
    }
}
