using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using XrayPortal.Imaging;
using XrayPortal.Training.Augmentation;
using XrayPortal.Training.Networks;

namespace XrayPortal.Training.Recipes;

/// <summary>Everything a run depends on besides its pictures. One JSON file; printed in full into the run folder.</summary>
public sealed record Recipe
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>A name of the catalogue.</summary>
    public string Network { get; init; } = "mobilenetv2";

    /// <summary><c>imagenet</c>, a safetensors file with the backbone's weights, or null: random weights.</summary>
    public string? Weights { get; init; }

    /// <summary>Side of the square input after resizing, 28 to 512 pixels. The aspect is squashed.</summary>
    public int InputSide { get; init; } = 192;

    /// <summary>True: red, green and blue are read; false: grey.</summary>
    public bool Colour { get; init; }

    public Normalisation Normalisation { get; init; } = Normalisation.Film;

    public LossKind Loss { get; init; } = LossKind.WeightedCrossEntropy;

    /// <summary>Weight of each class in the loss; null: as <see cref="Loss"/> says.</summary>
    public IReadOnlyList<double>? ClassWeights { get; init; }

    /// <summary>
    /// Weight in the loss of the share of a positive film's evidence that lies outside its boxes (manifest column <c>box</c>), 0 to 10; films
    /// without boxes are not asked. For pooled heads of two classes; 0: off. Source of the idea: Ross, Hughes and Doshi-Velez, IJCAI 2017.
    /// </summary>
    public double EvidenceWeight { get; init; }

    /// <summary>Share of the target that the mean probability of teachers (<c>--teacher</c>) makes in the unfrozen phase, 0 to 1; the labels make the rest.</summary>
    public double TeacherShare { get; init; }

    /// <summary>Labels are pulled towards all classes alike by this share, 0 to 0.2.</summary>
    public double LabelSmoothing { get; init; } = 0.05;

    /// <summary>Dropout before a fresh pooled head; networks with a head of their own bring theirs.</summary>
    public double Dropout { get; init; } = 0.3;

    /// <summary>Epochs of the frozen phase: only the head learns, on features computed once. For pooled heads; 0: none.</summary>
    public int HeadEpochs { get; init; } = 30;

    public double HeadLearningRate { get; init; } = 3e-3;

    /// <summary>Epochs of the unfrozen phase: everything learns.</summary>
    public int Epochs { get; init; } = 12;

    /// <summary>Highest learning rate of the backbone in the unfrozen phase.</summary>
    public double BackboneLearningRate { get; init; } = 3e-4;

    /// <summary>The backbone's first half learns at this share of its rate, 0 to 1; 0 keeps it frozen.</summary>
    public double EarlyRateFactor { get; init; } = 1;

    /// <summary>Highest learning rate of the head in the unfrozen phase.</summary>
    public double FineTuneHeadLearningRate { get; init; } = 1e-3;

    public OptimiserKind Optimiser { get; init; } = OptimiserKind.AdamW;

    /// <summary>Of SGD, 0 to below 1.</summary>
    public double Momentum { get; init; } = 0.9;

    public ScheduleKind Schedule { get; init; } = ScheduleKind.Cosine;

    public double WeightDecay { get; init; } = 0.02;

    public int BatchSize { get; init; } = 32;

    /// <summary>Share of patients of the training part that validate, 0.05 to 0.4, in sets that name no validation part.</summary>
    public double ValidationShare { get; init; } = 0.12;

    /// <summary>Share of patients that are kept for the test, 0 to 0.4, in sets that name no test part.</summary>
    public double TestShare { get; init; }

    /// <summary>
    /// Null: films are drawn as they come, classes weighted in the loss. Else both classes are drawn alike often within each stratum (set, and
    /// these columns of its manifest), and strata by the root of their size: neither class nor hospital can be told from the other.
    /// </summary>
    public IReadOnlyList<string>? Balance { get; init; }

    /// <summary>Epochs without a better validation score before the run stops.</summary>
    public int Patience { get; init; } = 4;

    /// <summary>Decay a step of the averaged weights that are validated and shipped, 0 to below 1; 0: the weights themselves.</summary>
    public double AverageDecay { get; init; } = 0.998;

    /// <summary>Gradient norm above which a step is scaled down.</summary>
    public double ClipGradientNorm { get; init; } = 5;

    /// <summary>Null: bfloat16 activations where the processor has them, else float32.</summary>
    public Precision? Precision { get; init; }

    public int CheckpointEverySteps { get; init; } = 100;

    /// <summary>Memory that decoded pictures may take; what does not fit is decoded at each look.</summary>
    public int CacheMegabytes { get; init; } = 4096;

    public long Seed { get; init; } = 7;

    /// <summary>At most this many pictures of the training part are used (0: all): quick trials.</summary>
    public int MaxFilms { get; init; }

    public AugmentationRanges Augmentation { get; init; } = new();

    /// <summary>Whether training pictures are changed at all.</summary>
    [JsonIgnore]
    public bool Augments => Augmentation != AugmentationRanges.None;

    /// <summary>Channels of a stored picture.</summary>
    [JsonIgnore]
    public int Channels => Colour ? 3 : 1;

    /// <summary>How raw pixels become the network's input, in serving as in training.</summary>
    [JsonIgnore]
    public InputRule InputRule => InputRule.Of(Normalisation, InputSide, Channels);

    /// <summary>Reads a recipe; unknown fields and values out of range are refused.</summary>
    public static Result<Recipe> Read(string path)
    {
        if (!File.Exists(path)) return new Refusal("recipe.not-found", RefusalKind.NotFound, "The recipe file was not found.");
        try
        {
            var recipe = JsonSerializer.Deserialize<Recipe>(File.ReadAllText(path), Json);
            return recipe is null ? Invalid("it is empty") : recipe.Check();
        }
        catch (JsonException e)
        {
            return Invalid(e.Message);
        }
    }

    /// <summary>Itself, or a refusal that names the first field out of range.</summary>
    public Result<Recipe> Check()
    {
        var network = NetworkCatalogue.GetForLearning(this, outputs: 1);
        if (network.IsRefused) return network.Refusal;
        if (Colour && network.Value.Input.Channels == 1) return Invalid($"colour must be false for {Network}, which takes grey pictures");
        if (HeadEpochs > 0 && !network.Value.HasPooledHead) return Invalid($"headEpochs must be 0 for {Network}, whose head is more than one layer");
        if (EvidenceWeight > 0 && !network.Value.HasPooledHead) return Invalid($"evidenceWeight must be 0 for {Network}, whose map cannot be read off its head");
        return RecipeRules.Fault(this) is { } fault ? Invalid(fault) : this;
    }

    private static Refusal Invalid(string reason) =>
        new("recipe.invalid", RefusalKind.Invalid, $"The recipe cannot be used: {reason}. Correct that field and start again.");
}
