using XrayPortal.Imaging;

namespace XrayPortal.Training.Saliency;

/// <summary>Every no that explaining can end in.</summary>
internal static class ExplainRefusals
{
    public static readonly Refusal NoWeights = new(
        "explain.no-weights", RefusalKind.NotFound,
        "The package lacks weights.safetensors, and model.onnx gives no gradients. Take the package from the run that made it.");

    public static readonly Refusal NoRecipe = new(
        "explain.no-recipe", RefusalKind.Invalid,
        "The package's manifest does not say in its recipe how pictures are normalised, so its network cannot be built anew. Export it again.");

    public static Refusal Aspect(string rule) => new(
        "explain.aspect", RefusalKind.Unsupported, $"The package treats the aspect of films by the rule {rule}; maps are drawn for squash only.");

    public static readonly Refusal NoLungTable = new(
        "explain.no-lung-table", RefusalKind.NotFound, "The table of lung regions was not found. Check the path given to --lungs.");

    public static Refusal LungTable(string why) => new(
        "explain.lung-table", RefusalKind.Invalid, $"The table of lung regions cannot be used: {why}. Correct it and start again.");

    public static Refusal Boxes(IReadOnlyCollection<string> films) => new(
        "explain.boxes", RefusalKind.Invalid,
        $"The column box of {films.Count} films is not x0 y0 x1 y1 in fractions, with ; between boxes: {string.Join(", ", films.Take(20))}. Correct it and start again.");

    public static Refusal Unreadable(string film, Refusal why) => new("explain.unreadable", why.Kind, $"{film} cannot be read ({why.Code}): {why.Sentence}");

    public static Refusal Class(string asked, IEnumerable<string> known) => new(
        "explain.class", RefusalKind.Invalid, $"The model knows no class \"{asked}\". Choose one of: {string.Join(", ", known)}.");
}
