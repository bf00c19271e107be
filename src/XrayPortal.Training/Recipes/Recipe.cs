using System.Text.Json;
using System.Text.Json.Serialization;
using XrayPortal.Imaging;
using XrayPortal.Training.Networks;

namespace XrayPortal.Training.Recipes;

/// <summary>How grey 0..1 becomes the network's input; written into the exported graph.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Normalisation>))]
public enum Normalisation
{
    /// <summary>Minus ImageNet's channel mean, over its deviation.</summary>
    ImageNet,

    /// <summary>Minus the film's own mean, over its own deviation: exposure and window no longer matter.</summary>
    Film,
}

[JsonConverter(typeof(JsonStringEnumConverter<LossKind>))]
public enum LossKind
{
    /// <summary>Binary cross-entropy, classes weighted to count alike.</summary>
    WeightedCrossEntropy,

    /// <summary>Focal loss with gamma 2, classes weighted to count alike. Source: Lin et al., ICCV 2017.</summary>
    Focal,
}

/// <summary>Everything a run depends on besides its films. One JSON file; printed in full into the run folder.</summary>
public sealed record Recipe
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>A name of the catalogue.</summary>
    public string Network { get; init; } = "mobilenetv2";

    /// <summary>Safetensors file with the backbone's weights; null starts from random weights.</summary>
    public string? Weights { get; init; }

    /// <summary>Side of the square input after resizing, 32 to 512 pixels. The aspect is squashed.</summary>
    public int InputSide { get; init; } = 192;

    public Normalisation Normalisation { get; init; } = Normalisation.Film;

    public LossKind Loss { get; init; } = LossKind.WeightedCrossEntropy;

    /// <summary>Labels are pulled towards one half by this share, 0 to 0.2.</summary>
    public double LabelSmoothing { get; init; } = 0.05;

    public double Dropout { get; init; } = 0.3;

    /// <summary>Epochs of the frozen phase: only the head learns, on features computed once.</summary>
    public int HeadEpochs { get; init; } = 30;

    public double HeadLearningRate { get; init; } = 3e-3;

    /// <summary>Epochs of the unfrozen phase: everything learns.</summary>
    public int Epochs { get; init; } = 12;

    /// <summary>Highest learning rate of the backbone in the unfrozen phase; warm-up, then cosine to 1 %.</summary>
    public double BackboneLearningRate { get; init; } = 3e-4;

    /// <summary>Highest learning rate of the head in the unfrozen phase.</summary>
    public double FineTuneHeadLearningRate { get; init; } = 1e-3;

    public double WeightDecay { get; init; } = 0.02;

    public int BatchSize { get; init; } = 32;

    /// <summary>Share of patients of the training part that validate, 0.05 to 0.4.</summary>
    public double ValidationShare { get; init; } = 0.12;

    /// <summary>
    /// Null: films are drawn as they come, classes weighted in the loss. Else both classes are drawn alike often within each stratum (set, and
    /// these columns of its manifest), and strata by the root of their size: neither class nor hospital can be told from the other.
    /// </summary>
    public IReadOnlyList<string>? Balance { get; init; }

    /// <summary>Epochs without a better validation score before the run stops.</summary>
    public int Patience { get; init; } = 4;

    /// <summary>Decay a step of the averaged weights that are validated and shipped.</summary>
    public double AverageDecay { get; init; } = 0.998;

    /// <summary>Gradient norm above which a step is scaled down.</summary>
    public double ClipGradientNorm { get; init; } = 5;

    public int CheckpointEverySteps { get; init; } = 100;

    public long Seed { get; init; } = 7;

    /// <summary>At most this many films of the training part are used (0: all): quick trials.</summary>
    public int MaxFilms { get; init; }

    public FilmAugmentation Augmentation { get; init; } = new();

    /// <summary>How raw pixels become the network's input, in serving as in training.</summary>
    [JsonIgnore]
    public InputRule InputRule => Normalisation switch
    {
        Normalisation.ImageNet => InputRule.ImageNet(InputSide),
        Normalisation.Film => InputRule.Film(InputSide),
    };

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

    public Result<Recipe> Check()
    {
        var network = NetworkCatalogue.GetForFilms(Network, Dropout);
        if (network.IsRefused) return network.Refusal;
        return this switch
        {
            { InputSide: < 32 or > 512 } => Invalid("inputSide must lie in 32 to 512"),
            { LabelSmoothing: < 0 or > 0.2 } => Invalid("labelSmoothing must lie in 0 to 0.2"),
            { Dropout: < 0 or >= 1 } => Invalid("dropout must lie in 0 to below 1"),
            { HeadEpochs: < 0 or > 1000 } => Invalid("headEpochs must lie in 0 to 1000"),
            { Epochs: < 0 or > 1000 } => Invalid("epochs must lie in 0 to 1000"),
            { Epochs: 0, HeadEpochs: 0 } => Invalid("epochs and headEpochs are both 0: nothing would be learnt"),
            { BatchSize: < 2 or > 512 } => Invalid("batchSize must lie in 2 to 512"),
            { ValidationShare: < 0.05 or > 0.4 } => Invalid("validationShare must lie in 0.05 to 0.4"),
            { BackboneLearningRate: <= 0 or > 1 } => Invalid("backboneLearningRate must lie above 0 and up to 1"),
            { FineTuneHeadLearningRate: <= 0 or > 1 } => Invalid("fineTuneHeadLearningRate must lie above 0 and up to 1"),
            { HeadLearningRate: <= 0 or > 1 } => Invalid("headLearningRate must lie above 0 and up to 1"),
            { Patience: < 1 } => Invalid("patience must be at least 1"),
            { AverageDecay: < 0 or >= 1 } => Invalid("averageDecay must lie in 0 to below 1"),
            { CheckpointEverySteps: < 1 } => Invalid("checkpointEverySteps must be at least 1"),
            _ => this,
        };
    }

    private static Refusal Invalid(string reason) =>
        new("recipe.invalid", RefusalKind.Invalid, $"The recipe cannot be used: {reason}. Correct that field and start again.");
}

/// <summary>
/// Ranges of the random changes a training film goes through. Mild where anatomy is concerned, strong where the set leaks
/// its label (aspect, sharpness, compression, borders). No flips: a heart on the right is a finding.
/// </summary>
public sealed record FilmAugmentation
{
    /// <summary>Degrees either way.</summary>
    public double Rotation { get; init; } = 8;

    /// <summary>Share of the side, either way.</summary>
    public double Shift { get; init; } = 0.06;

    /// <summary>Zoom factor is drawn log-uniformly from 1/(1+z) to 1+z.</summary>
    public double Zoom { get; init; } = 0.15;

    /// <summary>Width against height is drawn log-uniformly from 1/(1+a) to 1+a.</summary>
    public double Aspect { get; init; } = 0.3;

    /// <summary>Degrees either way.</summary>
    public double Shear { get; init; } = 4;

    /// <summary>Gamma is drawn log-uniformly from 1/(1+g) to 1+g.</summary>
    public double Gamma { get; init; } = 0.4;

    /// <summary>Contrast factor about the mean, log-uniform as gamma.</summary>
    public double Contrast { get; init; } = 0.3;

    /// <summary>Added grey, either way.</summary>
    public double Brightness { get; init; } = 0.1;

    /// <summary>Largest sigma of a Gaussian blur, pixels of the input side.</summary>
    public double Blur { get; init; } = 1.2;

    /// <summary>Largest amount of an unsharp mask.</summary>
    public double Sharpen { get; init; } = 1.0;

    /// <summary>Largest deviation of added noise, grey.</summary>
    public double Noise { get; init; } = 0.03;

    /// <summary>Chance of one more JPEG encoding at quality 30 to 95.</summary>
    public double JpegChance { get; init; } = 0.3;

    /// <summary>Chance that a strip along a border is erased (up to 10 % of the side).</summary>
    public double BorderErasing { get; init; } = 0.25;

    /// <summary>Chance that a corner is erased (up to 20 % of the side): burned-in letters sit there.</summary>
    public double CornerErasing { get; init; } = 0.25;

    /// <summary>Chance of blur, of sharpening and of noise, each.</summary>
    public double Chance { get; init; } = 0.4;
}
