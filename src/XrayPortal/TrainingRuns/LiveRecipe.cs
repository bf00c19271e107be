using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using XrayPortal.Imaging;
using XrayPortal.Inference.Packages;

namespace XrayPortal.TrainingRuns;

/// <summary>How the live model was trained, out of its manifest, as a recipe to start from.</summary>
/// <param name="AsTrained">The fields that the form knows.</param>
/// <param name="Rest">All others, for the engine as they are.</param>
public sealed record LiveRecipe(TrainingRecipe AsTrained, JsonObject Rest)
{
    /// <summary>Name of the preset.</summary>
    public const string Preset = "live";

    private const int MostEpochs = 4;
    private const int MostHeadEpochs = 10;
    private const double Slower = 3;

    /// <summary>Fields of the recipe that the form knows, by their JSON names.</summary>
    private static readonly IReadOnlySet<string> Known =
        JsonSerializer.SerializeToNode(new TrainingRecipe(), TrainingRecipe.Json)!.AsObject().Select(f => f.Key).ToHashSet(StringComparer.Ordinal);

    /// <summary>
    /// For going on from the live model's weights: few epochs at a third of the rates, so that it learns the new cases without forgetting
    /// the old; no frozen ones where everything learns, since its head is no longer fresh.
    /// </summary>
    public TrainingRecipe GoingOn => AsTrained with
    {
        HeadEpochs = AsTrained.Epochs > 0 ? 0 : Math.Min(AsTrained.HeadEpochs, MostHeadEpochs),
        Epochs = Math.Min(AsTrained.Epochs, MostEpochs),
        HeadLearningRate = Slowed(AsTrained.HeadLearningRate),
        BackboneLearningRate = Slowed(AsTrained.BackboneLearningRate),
        FineTuneHeadLearningRate = Slowed(AsTrained.FineTuneHeadLearningRate),
    };

    public static Result<LiveRecipe> Of(ModelManifest? live)
    {
        if (live?.Recipe is not { ValueKind: JsonValueKind.Object } recipe) return TrainingRunRefusals.NoLiveRecipe;
        JsonObject known = [], rest = [];
        foreach (var field in recipe.EnumerateObject()) (Known.Contains(field.Name) ? known : rest)[field.Name] = JsonNode.Parse(field.Value.GetRawText());
        try
        {
            var asTrained = known.Deserialize<TrainingRecipe>(TrainingRecipe.Json)!;
            // A file of weights lay on the machine that trained it.
            return new LiveRecipe(asTrained.Weights is null ? asTrained : asTrained with { Weights = TrainingRecipe.ImageNet }, rest);
        }
        catch (JsonException)
        {
            return TrainingRunRefusals.NoLiveRecipe;
        }
    }

    /// <summary>Two digits: a rate is read by people, too.</summary>
    private static double Slowed(double rate) =>
        double.Parse((rate / Slower).ToString("G2", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
