using XrayPortal.Imaging;
using XrayPortal.Training.Augmentation;
using XrayPortal.Training.Networks;

namespace XrayPortal.Training.Recipes;

/// <summary>Recipes by name. The first is the default.</summary>
public static class Presets
{
    public const string Default = "radiograph-finetune";

    /// <summary>Learning from random weights, plainly: one rate for all layers, no averaging, no frozen phase.</summary>
    private static readonly Recipe FromScratch = new()
    {
        Loss = LossKind.CrossEntropy,
        LabelSmoothing = 0,
        Dropout = 0,
        HeadEpochs = 0,
        BackboneLearningRate = 1e-3,
        FineTuneHeadLearningRate = 1e-3,
        Optimiser = OptimiserKind.Adam,
        Schedule = ScheduleKind.Constant,
        WeightDecay = 0,
        ValidationShare = 0.1,
        AverageDecay = 0,
        Patience = 100,
        Precision = Precision.Float32,
        Augmentation = AugmentationRanges.None,
    };

    private static readonly Dictionary<string, Recipe> All = new(StringComparer.Ordinal)
    {
        [Default] = new Recipe { Weights = "imagenet" },
        ["radiograph-head"] = new Recipe { Weights = "imagenet", HeadEpochs = 50, Epochs = 0 },
        ["mnist"] = FromScratch with
        {
            Network = "mnist-cnn",
            InputSide = 28,
            Normalisation = Normalisation.None,
            Epochs = 5,
            BatchSize = 128,
            Schedule = ScheduleKind.OneCycle,
            BackboneLearningRate = 3e-3,
            FineTuneHeadLearningRate = 3e-3,
            AverageDecay = 0.995,
        },
        ["mnist-simple"] = FromScratch with { Network = "mnist-simple", InputSide = 28, Normalisation = Normalisation.Mnist, Epochs = 5, BatchSize = 128, AverageDecay = 0.995 },
        ["cifar10"] = FromScratch with { Network = "cifar10-cnn", InputSide = 32, Colour = true, Normalisation = Normalisation.None, Epochs = 30, BatchSize = 64 },
        ["folder"] = FromScratch with
        {
            Network = "folder-cnn",
            InputSide = 150,
            Colour = true,
            Normalisation = Normalisation.None,
            Epochs = 20,
            BatchSize = 32,
            // A shear of 0.1 is meant as a slope here: 5.7 degrees.
            Augmentation = AugmentationRanges.None with { Rotation = 20, Shift = 0.1, Shear = 5.7, Zoom = 0.1, FlipChance = 0.5 },
        },
        ["phantom"] = new Recipe
        {
            Network = "small",
            InputSide = 64,
            HeadEpochs = 0,
            Epochs = 12,
            BatchSize = 8,
            BackboneLearningRate = 4e-3,
            FineTuneHeadLearningRate = 4e-3,
            AverageDecay = 0.9,
            ValidationShare = 0.25,
            Dropout = 0,
            LabelSmoothing = 0,
            Patience = 12,
            Augmentation = AugmentationRanges.None with
            {
                Rotation = 3,
                Shift = 0.03,
                Zoom = 0.05,
                Aspect = 0.05,
                Shear = 1,
                Gamma = 0.1,
                Contrast = 0.1,
                Brightness = 0.05,
                Blur = new Jitter(1.2, 0.1),
                Sharpen = new Jitter(1, 0.1),
                Noise = new Jitter(0.03, 0.1),
            },
        },
    };

    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <param name="nameOrFile">A preset's name or a recipe file.</param>
    public static Result<Recipe> Read(string nameOrFile) =>
        All.TryGetValue(nameOrFile, out var preset) ? preset : Recipe.Read(nameOrFile);
}
