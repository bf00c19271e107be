using System.Text.Json;
using System.Text.Json.Nodes;
using XrayPortal.Imaging;
using XrayPortal.Inference.Packages;

namespace XrayPortal.TrainingRuns;

/// <summary>A model version that a run leans on.</summary>
public sealed record PlanModel(string Name, string Version);

/// <summary>What <see cref="TrainingRun.RecipeJson"/> holds.</summary>
/// <param name="With">Full paths of further sets; null: none.</param>
/// <param name="Rest">The live model's recipe but for the fields of <paramref name="Recipe"/>; null: the engine's defaults hold.</param>
/// <param name="Live">The model that was live when the run was asked for, where the run goes on from it or is trained as it was.</param>
public sealed record TrainingPlan(TrainingRecipe Recipe, bool FromLive, IReadOnlyList<string>? With = null, JsonObject? Rest = null, PlanModel? Live = null)
{
    public string ToJson() => JsonSerializer.Serialize(this, TrainingRecipe.Json);

    public static TrainingPlan Read(string json) =>
        JsonSerializer.Deserialize<TrainingPlan>(json, TrainingRecipe.Json) ?? throw new InvalidDataException("The run's plan is empty.");

    /// <summary>The recipe as the engine is to read it, whole.</summary>
    public string EngineRecipe()
    {
        var whole = Rest?.DeepClone().AsObject() ?? [];
        foreach (var (name, value) in JsonSerializer.SerializeToNode(Recipe, TrainingRecipe.Json)!.AsObject()) whole[name] = value?.DeepClone();
        return whole.ToJsonString(TrainingRecipe.Json);
    }

    /// <summary>The preset's recipe with the draft's fields over it, checked.</summary>
    /// <param name="with">Full paths of the draft's further sets, checked.</param>
    internal static Result<TrainingPlan> From(TrainingDraft draft, IReadOnlyList<string> with, ModelManifest? live)
    {
        var asLive = draft.Preset == LiveRecipe.Preset;
        var (fromLive, rest) = (draft.FromLive ?? asLive, (JsonObject?)null);
        TrainingRecipe? start;
        if (asLive)
        {
            var own = LiveRecipe.Of(live);
            if (own.IsRefused) return own.Refusal;
            (start, rest) = (fromLive ? own.Value.GoingOn : own.Value.AsTrained, own.Value.Rest);
        }
        else
        {
            start = (draft.Preset is null ? RecipePresets.All[0] : RecipePresets.Find(draft.Preset))?.Recipe;
        }

        if (start is null) return TrainingRunRefusals.NoSuchPreset;
        var leans = live is not null && (asLive || fromLive) ? new PlanModel(live.Name, live.Version) : null;
        return Laid(start, draft.Recipe).Match<Result<TrainingPlan>>(
            recipe => new TrainingPlan(recipe, fromLive, with.Count > 0 ? with : null, rest, leans), refusal => refusal);
    }

    private static Result<TrainingRecipe> Laid(TrainingRecipe start, JsonObject? fields)
    {
        try
        {
            var whole = JsonSerializer.SerializeToNode(start, TrainingRecipe.Json)!.AsObject();
            foreach (var (name, value) in fields ?? []) whole[name] = value?.DeepClone();
            return whole.Deserialize<TrainingRecipe>(TrainingRecipe.Json)!.Check();
        }
        catch (JsonException e)
        {
            return TrainingRunRefusals.Recipe(e.Path);
        }
    }
}
