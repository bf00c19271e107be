using System.Text.Json;
using System.Text.Json.Serialization;
using XrayPortal.Imaging;
using XrayPortal.Networks;

namespace XrayPortal.TrainingRuns;

/// <summary>What the portal lets an administrator set of the engine's recipe; the engine's defaults hold for the rest.</summary>
public sealed record TrainingRecipe
{
    /// <summary>Unknown fields are refused: a setting that was misspelt and ignored would mislead.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Word for the backbones learnt on ImageNet.</summary>
    internal const string ImageNet = "imagenet";

    public string Network { get; init; } = "mobilenetv2";

    /// <summary><c>imagenet</c>, or null for random weights.</summary>
    public string? Weights { get; init; } = ImageNet;

    public int InputSide { get; init; } = 192;

    public int HeadEpochs { get; init; } = 30;

    public double HeadLearningRate { get; init; } = 3e-3;

    public int Epochs { get; init; } = 12;

    public double BackboneLearningRate { get; init; } = 3e-4;

    public double FineTuneHeadLearningRate { get; init; } = 1e-3;

    public int BatchSize { get; init; } = 32;

    public double Dropout { get; init; } = 0.3;

    public double ValidationShare { get; init; } = 0.12;

    public int Patience { get; init; } = 4;

    public double AverageDecay { get; init; } = 0.998;

    /// <summary>
    /// Null: films are drawn as they come. Else both classes are drawn alike often within each set and each value of these columns of its manifest,
    /// so that the hospital cannot tell the class.
    /// </summary>
    public IReadOnlyList<string>? Balance { get; init; }

    public long Seed { get; init; } = 7;

    /// <summary>At most this many films of the training part (0: all).</summary>
    public int MaxFilms { get; init; }

    /// <summary>The engine's own limits, so that a slip is said on the form and not minutes later.</summary>
    public Result<TrainingRecipe> Check() => this switch
    {
        { Weights: not (null or ImageNet) } => Invalid("The weights to start from are imagenet or null."),
        { InputSide: < 32 or > 512 } => Invalid("The input side must lie in 32 to 512 pixels."),
        { HeadEpochs: < 0 or > 1000 } => Invalid("The frozen epochs must lie in 0 to 1000."),
        { Epochs: < 0 or > 1000 } => Invalid("The fine-tuning epochs must lie in 0 to 1000."),
        { Epochs: 0, HeadEpochs: 0 } => Invalid("Both kinds of epochs are 0: nothing would be learnt."),
        { HeadLearningRate: not (> 0 and <= 1) } or { BackboneLearningRate: not (> 0 and <= 1) } or { FineTuneHeadLearningRate: not (> 0 and <= 1) } =>
            Invalid("Learning rates must lie above 0 and up to 1."),
        { BatchSize: < 2 or > 512 } => Invalid("The batch must hold 2 to 512 films."),
        { Dropout: not (>= 0 and < 1) } => Invalid("Dropout must lie in 0 to below 1."),
        { ValidationShare: not (>= 0.05 and <= 0.4) } => Invalid("The validation share must lie in 0.05 to 0.4."),
        { AverageDecay: not (>= 0 and < 1) } => Invalid("The decay of the averaged weights must lie in 0 to below 1."),
        { Patience: < 1 or > 1000 } => Invalid("The patience must lie in 1 to 1000 epochs."),
        { Balance: { } columns } when columns.Count > 10 || columns.Any(c => string.IsNullOrWhiteSpace(c) || c.Length > 100) =>
            Invalid("At most 10 columns to balance by, each with a name."),
        { MaxFilms: < 0 } => Invalid("The largest number of films is 0 (all) or more."),
        _ => this,
    };

    /// <summary>Whether one of the engine's networks learns films, from these weights.</summary>
    internal Result<TrainingRecipe> Check(NetworkList networks)
    {
        var able = networks.Networks.Where(n => n.ForFilms).ToList();
        return able.FirstOrDefault(n => n.Name == Network) switch
        {
            null => Invalid($"There is no network \"{Network}\" for films. Known: {string.Join(", ", able.Select(n => n.Name))}."),
            { ImageNetWeights: false } when Weights is not null => Invalid($"There are no ImageNet weights for {Network}. Choose random weights."),
            _ => this,
        };
    }

    private static Refusal Invalid(string sentence) => new("training-run.recipe", RefusalKind.Invalid, sentence);
}

/// <summary>A recipe to start from, with words for the form.</summary>
public sealed record RecipePreset(string Name, string Words, string Help, TrainingRecipe Recipe);

public static class RecipePresets
{
    public static IReadOnlyList<RecipePreset> All { get; } =
    [
        new("radiograph-finetune", "Fine-tune on radiographs",
            "The head first, then everything at a low learning rate. Hours on a processor, minutes to an hour on a GPU.", new TrainingRecipe()),
        new("radiograph-head", "Head only",
            "The backbone stays as it is; only the last layer learns. Minutes, and a fair first look at a new set.",
            new TrainingRecipe { HeadEpochs = 50, Epochs = 0 }),
        new("phantom", "Quick trial",
            "A small network from random weights, for drawn phantoms and for trying the machinery. About a minute; not for patients' films.",
            new TrainingRecipe
            {
                Network = "small", Weights = null, InputSide = 64, HeadEpochs = 0, Epochs = 12, BatchSize = 8, BackboneLearningRate = 4e-3,
                FineTuneHeadLearningRate = 4e-3, AverageDecay = 0.9, ValidationShare = 0.25, Dropout = 0, Patience = 12,
            }),
    ];

    public static RecipePreset? Find(string? name) => All.FirstOrDefault(p => p.Name == name);
}
