using XrayPortal.Imaging;

namespace XrayPortal.Training.Recipes;

/// <summary>Recipes by name. The first is the default.</summary>
public static class Presets
{
    public const string Default = "radiograph-finetune";

    private static readonly Dictionary<string, Recipe> All = new(StringComparer.Ordinal)
    {
        [Default] = new Recipe { Weights = "imagenet" },
        ["radiograph-head"] = new Recipe { Weights = "imagenet", HeadEpochs = 50, Epochs = 0 },
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
            Augmentation = new FilmAugmentation
            {
                Rotation = 3,
                Shift = 0.03,
                Zoom = 0.05,
                Aspect = 0.05,
                Shear = 1,
                Gamma = 0.1,
                Contrast = 0.1,
                Brightness = 0.05,
                JpegChance = 0,
                BorderErasing = 0,
                CornerErasing = 0,
                Chance = 0.1,
            },
        },
    };

    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <param name="nameOrFile">A preset's name or a recipe file.</param>
    public static Result<Recipe> Read(string nameOrFile) =>
        All.TryGetValue(nameOrFile, out var preset) ? preset : Recipe.Read(nameOrFile);
}
