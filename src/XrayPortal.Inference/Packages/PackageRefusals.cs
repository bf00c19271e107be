using XrayPortal.Imaging;

namespace XrayPortal.Inference.Packages;

/// <summary>Every no that opening a model package can end in.</summary>
public static class PackageRefusals
{
    public static readonly Refusal NotFound = new(
        "package.not-found", RefusalKind.NotFound, "There is no model package in that folder. Check the path and the version.");

    public static readonly Refusal NoManifest = new(
        "package.manifest-missing", RefusalKind.NotFound, "The model package lacks manifest.json. Export it again.");

    public static readonly Refusal NoModel = new(
        "package.model-missing", RefusalKind.NotFound, "The model package lacks model.onnx. Export it again.");

    public static readonly Refusal Hash = new(
        "package.hash", RefusalKind.Conflict,
        "model.onnx is not the file that the manifest names: its SHA-256 differs. It was changed or damaged; copy the package again.");

    public static Refusal Manifest(string why) => new(
        "package.manifest", RefusalKind.Invalid, $"manifest.json of the model package cannot be used: {why}");

    public static Refusal NotOnnx(string why) => new(
        "package.onnx", RefusalKind.Invalid, $"model.onnx cannot be loaded: {why}");

    public static Refusal Input(string why) => new(
        "package.input", RefusalKind.Invalid, $"model.onnx must take one input 'pixels', float32 [N,C,H,W] with H and W open and as many channels as the manifest says: {why}");

    public static Refusal OutputMissing(string name) => new(
        "package.output-missing", RefusalKind.Invalid, $"model.onnx lacks the output '{name}'. Export it again with this version of the engine.");

    public static Refusal NotForFilms(ModelManifest manifest) => new(
        "package.not-for-films", RefusalKind.Unsupported,
        $"{manifest.Name} {manifest.Version} cannot assess films: {WhyNot(manifest)} Choose a package that was trained on films.");

    public static Refusal Disagrees(string why) => new(
        "package.disagrees", RefusalKind.Conflict, $"model.onnx and its manifest disagree: {why}");

    private static string WhyNot(ModelManifest manifest) => manifest switch
    {
        { OperatingPoint: null } => $"it tells {manifest.Classes.Count} classes apart instead of giving one probability.",
        { InputChannels: not 1 } => "it reads colour pictures.",
        _ => "it has no gate that keeps other pictures out.",
    };
}
