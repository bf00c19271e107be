using System.Security.Cryptography;
using System.Text.Json;
using XrayPortal.Inference.Packages;
using XrayPortal.Training.Data;
using XrayPortal.Training.Loop;
using XrayPortal.Training.Recipes;

namespace XrayPortal.Training.Export;

/// <summary>What every package begins with: graph, trainable weights, and the part of the manifest that the run alone decides.</summary>
internal static class PackageDraft
{
    /// <summary>Writes graph and weights into the run's package folder.</summary>
    /// <returns>The manifest, not yet written; population, gate, operating point, metrics and limits are the caller's.</returns>
    public static ModelManifest Write(RunFolder folder, Lesson lesson, byte[] onnx, double temperature, string digest)
    {
        var recipe = folder.Recipe;
        Directory.CreateDirectory(folder.Package);
        File.WriteAllBytes(Path.Combine(folder.Package, "model.onnx"), onnx);
        SafeTensors.Write(Path.Combine(folder.Package, StartingWeights.PackageFile), lesson.Average.State);
        return new ModelManifest
        {
            Name = folder.Arguments.Name,
            Version = folder.Arguments.Version,
            Classes = lesson.Set.Classes,
            Network = recipe.Network,
            InputSide = recipe.InputSide,
            InputChannels = recipe.Channels,
            AspectRule = "squash",
            Temperature = temperature,
            Population = new PopulationRule { Sentence = "" },
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(onnx)),
            DataSetDigest = digest,
            Recipe = JsonSerializer.SerializeToElement(recipe with { Weights = recipe.Weights is null or "imagenet" ? recipe.Weights : Path.GetFileName(recipe.Weights) }, Recipe.Json),
            CodeVersion = typeof(PackageDraft).Assembly.GetName().Version?.ToString(3) ?? "0",
            ParentVersion = folder.Parent?.Version,
            Teachers = [.. folder.Teachers.Select(t => $"{t.Name} {t.Version}")],
            TrainedAt = new DateTimeOffset(File.GetLastWriteTimeUtc(new Checkpoints(folder.CheckpointFolder).Best)), // an export later on makes no newer model
        };
    }

    public static void Write(RunFolder folder, ModelManifest manifest) => File.WriteAllText(Path.Combine(folder.Package, "manifest.json"), manifest.ToJson());
}
