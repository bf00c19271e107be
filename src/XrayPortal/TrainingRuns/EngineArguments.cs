using System.Text.Json;
using XrayPortal.Flags;
using XrayPortal.Imaging;
using XrayPortal.Inference.Packages;
using XrayPortal.Models;

namespace XrayPortal.TrainingRuns;

/// <summary>What the engine is told for one run: go on from the checkpoint, or everything that the plan says.</summary>
internal sealed class EngineArguments(ModelRegistry models, FlaggedCases flagged)
{
    /// <summary>Writes the recipe and what else the engine reads into the run's folder. Refused where the model that the run leans on is gone.</summary>
    public async Task<Result<IReadOnlyList<string>>> ForAsync(TrainingRun run, TrainingRunFolder folder, CancellationToken cancellationToken)
    {
        if (folder.HasCheckpoint) return Result.Of<IReadOnlyList<string>>(["train", "--resume", folder.Root]);
        folder.Clear();
        var plan = TrainingPlan.Read(run.RecipeJson);
        var model = Model(plan);
        if (model is { IsRefused: true } gone) return gone.Refusal;
        await File.WriteAllTextAsync(folder.Request, plan.EngineRecipe(), cancellationToken);
        List<string> arguments =
        [
            "train", "--data", run.DataPath, "--recipe", folder.Request, "--out", folder.Root, "--name", run.ModelName!, "--version", run.ModelVersion!,
        ];
        foreach (var set in plan.With ?? []) arguments.AddRange(["--with", set]);
        if (run.IncludeFlagged && (await flagged.ExportAsync(folder.Flagged, cancellationToken)).Films > 0) arguments.AddRange(["--extra", folder.Flagged]);
        if (model?.Value is not { } package) return arguments;
        if (plan.FromLive) arguments.AddRange(["--parent", package.Directory]);
        else arguments.AddRange(await WhomAsync(package.Manifest, folder, cancellationToken));
        return arguments;
    }

    /// <summary>Null where the run leans on none.</summary>
    private Result<ModelPackage>? Model(TrainingPlan plan) => plan switch
    {
        { Live: { } pinned } => (Result<ModelPackage>?)models.Get(pinned.Name, pinned.Version),
        { FromLive: true } when models.Live is { } live => live.Package, // asked for before plans named the model
        _ => null,
    };

    /// <summary>A model trained anew as another was is for the same people, under the same terms; the engine takes these from a parent only.</summary>
    private static async Task<IEnumerable<string>> WhomAsync(ModelManifest manifest, TrainingRunFolder folder, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(folder.Population, JsonSerializer.Serialize(manifest.Population, ModelManifest.Json), cancellationToken);
        return ["--population", folder.Population, .. manifest.Terms.SelectMany(terms => new[] { "--terms", terms })];
    }
}
