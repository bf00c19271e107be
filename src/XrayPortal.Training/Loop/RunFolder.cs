using System.Text.Json;
using XrayPortal.Imaging;
using XrayPortal.Inference.Packages;
using XrayPortal.Training.Data;
using XrayPortal.Training.Recipes;

namespace XrayPortal.Training.Loop;

/// <summary>What a run was started with, besides its recipe.</summary>
/// <param name="Data">The set to learn from.</param>
/// <param name="Extra">Sets whose films join the training part.</param>
/// <param name="Population">Whom the model is for; null: as its parent's manifest says.</param>
/// <param name="Joined">Further sets with parts of their own; null: none.</param>
/// <param name="Folds">Above 1: cross-validation in so many folds instead of a package.</param>
/// <param name="KeepTest">True: the package is measured on validation alone; exporting the run again reads the test part.</param>
/// <param name="By">Columns of the sets that the card breaks figures down by; null: none.</param>
/// <param name="Terms">Terms of the sets, in sentences for card and manifest; null: none.</param>
/// <param name="Teachers">Packages whose opinion is learnt beside the labels; null: none.</param>
/// <param name="Where">Conditions on the manifests' columns that every film meets; null: none.</param>
public sealed record RunArguments(
    string Data, IReadOnlyList<string> Extra, string? Parent, string Name, string Version, PopulationRule? Population, IReadOnlyList<string>? Joined = null, int Folds = 0,
    bool KeepTest = false, IReadOnlyList<string>? By = null, IReadOnlyList<string>? Terms = null, IReadOnlyList<string>? Where = null,
    IReadOnlyList<string>? Teachers = null);

/// <summary>The folder of one run and what lies where in it.</summary>
public sealed class RunFolder
{
    private RunFolder(string path, RunArguments arguments, Recipe recipe)
    {
        Root = path;
        Arguments = arguments;
        Recipe = recipe;
    }

    public string Root { get; }

    public RunArguments Arguments { get; }

    public Recipe Recipe { get; }

    public string Log => Path.Combine(Root, "log.jsonl");

    public string Data => Path.Combine(Root, "data.json");

    public string Curves => Path.Combine(Root, "curves.svg");

    public string Metrics => Path.Combine(Root, "metrics.json");

    /// <summary>The package that the run started from; null where there is none, or it is gone.</summary>
    internal ModelManifest? Parent => Arguments.Parent is { } parent ? ManifestOf(parent) : null;

    /// <summary>The packages that taught it, as far as they are still there.</summary>
    internal IEnumerable<ModelManifest> Teachers => (Arguments.Teachers ?? []).Select(ManifestOf).OfType<ModelManifest>();

    /// <summary>The sets that the run learns from.</summary>
    internal SetSources Sources => new([Arguments.Data, .. Arguments.Joined ?? []], Arguments.Extra, Recipe.Balance, Arguments.Where);

    /// <summary>Folder that the split list's paths count from.</summary>
    internal string SetRoot => Directory.Exists(Arguments.Data) ? Arguments.Data : Path.GetDirectoryName(Arguments.Data)!;

    /// <summary>Whether the network can tell anything before all of it learns: after a frozen phase, or with a parent's weights.</summary>
    internal bool StartsKnowing => Recipe.HeadEpochs > 0 || Arguments.Parent is not null;

    public string CheckpointFolder => Path.Combine(Root, "checkpoints");

    public string Package => Path.Combine(Root, "package");

    public static Result<RunFolder> Create(string path, RunArguments arguments, Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var root = Path.GetFullPath(path);
        if (File.Exists(Path.Combine(root, "recipe.json")))
            return new Refusal("train.run-exists", RefusalKind.Conflict, "That run folder is taken. Choose another, or go on with it: --resume FOLDER.");
        var run = new RunFolder(root, arguments, recipe);
        Directory.CreateDirectory(run.CheckpointFolder);
        File.WriteAllText(Path.Combine(root, "arguments.json"), JsonSerializer.Serialize(arguments, Recipe.Json));
        File.WriteAllText(Path.Combine(root, "recipe.json"), JsonSerializer.Serialize(recipe, Recipe.Json));
        return run;
    }

    public static Result<RunFolder> Open(string path)
    {
        var root = Path.GetFullPath(path);
        var argumentsFile = Path.Combine(root, "arguments.json");
        if (!File.Exists(argumentsFile))
            return new Refusal("train.no-run", RefusalKind.NotFound, "That folder holds no run. Name the folder that was given to --out.");
        var recipe = Recipe.Read(Path.Combine(root, "recipe.json"));
        if (recipe.IsRefused) return recipe.Refusal;
        var arguments = JsonSerializer.Deserialize<RunArguments>(File.ReadAllText(argumentsFile), Recipe.Json)!;
        return new RunFolder(root, arguments, recipe.Value);
    }

    private static ModelManifest? ManifestOf(string package) =>
        ModelManifest.Read(Path.Combine(package, ModelPackage.ManifestName)).Match<ModelManifest?>(m => m, _ => null);
}
