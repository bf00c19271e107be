using System.Security.Cryptography;
using System.Text.Json;
using TorchSharp;
using XrayPortal.Inference.Packages;
using XrayPortal.Training.Data;
using XrayPortal.Training.Export;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;

namespace XrayPortal.Training.Tests.Builders;

/// <summary>A whole model package with random weights: exported graph, manifest and weights.</summary>
internal static class SmallPackage
{
    public const int Side = 64;

    /// <summary>The small network under a head for films.</summary>
    /// <returns>The package's folder.</returns>
    public static string Write(string folder, Normalisation normalisation = Normalisation.Film) =>
        Write(folder, new Recipe { Network = "small", InputSide = Side, Normalisation = normalisation }, ["normal", "pneumonia"], outputs: 1);

    /// <summary>Any network, telling classes apart where it has more than one output.</summary>
    public static string Write(string folder, Recipe recipe, IReadOnlyList<string> classes, int outputs)
    {
        Directory.CreateDirectory(folder);
        using var network = Random(recipe, outputs);
        var onnx = OnnxExporter.Export(network, recipe.InputRule, temperature: 1.5);
        File.WriteAllBytes(Path.Combine(folder, ModelPackage.OnnxName), onnx);
        SafeTensors.Write(Path.Combine(folder, StartingWeights.PackageFile), network.State);
        var manifest = new ModelManifest
        {
            Name = "test",
            Version = "1.0.0",
            Classes = classes,
            Network = recipe.Network,
            InputSide = recipe.InputSide,
            InputChannels = recipe.Channels,
            AspectRule = "squash",
            Temperature = 1.5,
            OperatingPoint = outputs > 1 ? null : new OperatingPoint { Threshold = 0.5, ChosenBy = "nobody" },
            Population = new PopulationRule { Sentence = "Phantoms." },
            Gate = outputs > 1 ? null : new EmbeddingGate { Mean = [0, 0], Components = [[1, 0]], Variances = [1], ResidualVariance = 1, Threshold = 1000 },
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(onnx)),
            DataSetDigest = "none",
            Recipe = JsonSerializer.SerializeToElement(recipe, Recipe.Json),
            CodeVersion = "0",
            TrainedAt = DateTimeOffset.UnixEpoch,
        };
        File.WriteAllText(Path.Combine(folder, ModelPackage.ManifestName), manifest.ToJson());
        return folder;
    }

    private static Network Random(Recipe recipe, int outputs)
    {
        var network = new Network(NetworkCatalogue.GetForLearning(recipe, outputs).Value, seed: 11);
        using var noGrad = torch.no_grad();
        torch.manual_seed(3);
        using var bias = 0.3.ToScalar();
        network.HeadBias.fill_(bias);
        network.HeadWeight.normal_(0, 0.5); // large enough for the classes to differ
        return network;
    }
}
