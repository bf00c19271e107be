using System.Security.Cryptography;
using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Scoring;

namespace XrayPortal.Inference.Tests.Builders;

/// <summary>Writes whole packages around <see cref="TinyOnnx"/>; a test states only what it changes.</summary>
internal static class TestPackage
{
    /// <summary>Takes every grey, refuses what is full of edges: an edge feature far above 0 lies outside.</summary>
    public static EmbeddingGate Gate { get; } = new()
    {
        Mean = [0.5f, 0f, 0.5f],
        Components = [[0f, 1f, 0f]],
        Variances = [0.0025f],
        ResidualVariance = 1,
        Threshold = 2,
    };

    public static ModelManifest Manifest(byte[] onnx) => new()
    {
        Name = "tiny",
        Version = "1.0.0",
        Classes = ["normal", "pneumonia"],
        Network = "tiny",
        InputSide = 16,
        AspectRule = "squash",
        Temperature = 1,
        OperatingPoint = new OperatingPoint { Threshold = 0.5, ChosenBy = "by hand" },
        Population = new PopulationRule { Sentence = "Pictures drawn for tests." },
        Gate = Gate,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(onnx)),
        DataSetDigest = "none",
        CodeVersion = "test",
        TrainedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
    };

    /// <summary>A package that tells three classes of pictures apart.</summary>
    public static string WriteClasses(string folder, int channels = 1, Func<ModelManifest, ModelManifest>? change = null)
    {
        ModelManifest Classes(ModelManifest m) => m with { Classes = ["bright", "edges", "dark"], OperatingPoint = null, Gate = null, InputChannels = channels };
        return Write(folder, new TinyOnnx { Classes = 3, Channels = channels }, m => change?.Invoke(Classes(m)) ?? Classes(m));
    }

    public static string Write(string folder, TinyOnnx? graph = null, Func<ModelManifest, ModelManifest>? change = null)
    {
        var onnx = (graph ?? new TinyOnnx()).Build();
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, ModelPackage.OnnxName), onnx);
        var manifest = Manifest(onnx);
        File.WriteAllText(Path.Combine(folder, ModelPackage.ManifestName), (change?.Invoke(manifest) ?? manifest).ToJson());
        return folder;
    }

    public static FilmScorer Scorer(string folder, Func<ModelManifest, ModelManifest>? change = null, TinyOnnx? graph = null) =>
        FilmScorer.Load(ModelPackage.Open(Write(folder, graph, change)).Value, Device.Cpu, threads: 1).Value;
}
