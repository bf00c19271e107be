using XrayPortal.Imaging;

namespace XrayPortal.TrainingRuns;

internal static class TrainingRunRefusals
{
    public static readonly Refusal NotFound = new(
        "training-run.not-found", RefusalKind.NotFound, "There is no such training run. The page Training runs lists them all.");

    public static readonly Refusal Name = new(
        "training-run.name", RefusalKind.Invalid,
        "The model's name may hold small letters, digits, dots and hyphens, begins with a letter or digit, and has at most 64 characters.");

    public static readonly Refusal NoSuchPreset = new(
        "training-run.no-such-preset", RefusalKind.Invalid, $"There is no such preset. Known: {string.Join(", ", RecipePresets.All.Select(p => p.Name))}, {LiveRecipe.Preset}.");

    public static readonly Refusal NoLiveRecipe = new(
        "training-run.no-live-recipe", RefusalKind.Conflict,
        "No model is live, or its package does not say how it was trained. Put a version live that says it, or choose another preset.");

    public static readonly Refusal DataPath = new(
        "training-run.data-path", RefusalKind.Invalid, "The path of the labelled set must be absolute and have at most 1000 characters.");

    public static readonly Refusal DataNotAllowed = new(
        "training-run.data-not-allowed", RefusalKind.Forbidden,
        "Labelled sets may be read from certain folders only, and this one is not among them. The setting TrainingRuns:DataRoots names them.");

    public static readonly Refusal SetTwice = new(
        "training-run.set-twice", RefusalKind.Invalid, "One labelled set is named twice; its films would count double. Name each set once.");

    public static readonly Refusal TooManySets = new(
        "training-run.too-many-sets", RefusalKind.Invalid, "A run takes at most 20 further sets. Put some of them together into one manifest.");

    public static readonly Refusal Unreadable = new(
        "training-run.data-unreadable", RefusalKind.Unavailable, "The portal may not read that path. Give its account the right to read it, or choose another.");

    public static readonly Refusal EngineMissing = new(
        "training-run.engine-missing", RefusalKind.Unavailable,
        "The learning engine was not found, so nothing can be trained here. Start the portal in the folder that holds engine.sh, or name it in the setting TrainingRuns:Engine.");

    public static readonly Refusal NothingToStop = new(
        "training-run.not-under-way", RefusalKind.Conflict, "This run is not under way, so there is nothing to stop.");

    public static readonly Refusal NotStopped = new(
        "training-run.not-stopped", RefusalKind.Conflict, "Only a run that was stopped or that failed can go on.");

    public static Refusal Recipe(string? path) => new(
        "training-run.recipe-field", RefusalKind.Invalid,
        $"The recipe has a field that does not exist or does not fit{(path is { Length: > 2 } ? $": {path[2..]}" : "")}. GET /openapi/v1.json lists the fields.");
}
