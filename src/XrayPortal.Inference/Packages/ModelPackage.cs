using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;
using XrayPortal.Imaging;
using XrayPortal.Inference.Scoring;

namespace XrayPortal.Inference.Packages;

/// <summary>A model package on disk that was found whole: manifest read, hash right, graph loaded and tried.</summary>
public sealed class ModelPackage
{
    public const string OnnxName = "model.onnx";
    public const string ManifestName = "manifest.json";
    public const string CardName = "card.md";

    private ModelPackage(string directory, ModelManifest manifest)
    {
        Directory = directory;
        Manifest = manifest;
    }

    public ModelManifest Manifest { get; }

    /// <summary>Full path.</summary>
    public string Directory { get; }

    public string OnnxPath => Path.Combine(Directory, OnnxName);

    /// <summary>The card may be missing while a package is being made.</summary>
    public string CardPath => Path.Combine(Directory, CardName);

    /// <summary>Opens and verifies a package: manifest, hash, input, outputs, and that the graph does what the manifest says.</summary>
    public static Result<ModelPackage> Open(string directory)
    {
        if (!System.IO.Directory.Exists(directory)) return PackageRefusals.NotFound;
        var full = Path.GetFullPath(directory);
        var manifest = ModelManifest.Read(Path.Combine(full, ManifestName));
        if (manifest.IsRefused) return manifest.Refusal;

        var package = new ModelPackage(full, manifest.Value);
        var bytes = package.ReadOnnx();
        if (bytes.IsRefused) return bytes.Refusal;
        return Try(bytes.Value, package) is { } refusal ? refusal : package;
    }

    /// <summary>Bytes of the graph, with their hash checked at this very reading.</summary>
    internal Result<byte[]> ReadOnnx()
    {
        if (!File.Exists(OnnxPath)) return PackageRefusals.NoModel;
        var bytes = File.ReadAllBytes(OnnxPath);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == Manifest.Sha256 ? bytes : PackageRefusals.Hash;
    }

    private static Refusal? Try(byte[] bytes, ModelPackage package)
    {
        try
        {
            using var options = GraphSession.Options(threads: 1);
            using var session = new InferenceSession(bytes, options);
            return GraphAgreement.Check(session, package.Manifest);
        }
        catch (OnnxRuntimeException e)
        {
            return PackageRefusals.NotOnnx(e.Message);
        }
    }
}
