using System.Text.Json;
using TorchSharp;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Grey;
using XrayPortal.Inference.Packages;
using XrayPortal.Training.Data;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;
using static TorchSharp.torch;

namespace XrayPortal.Training.Saliency;

/// <summary>
/// A model package as the trained network it was exported from, ready for gradients: the same resize, normalisation and weights as in
/// <c>model.onnx</c>, no dropout, running statistics. Only pictures and feature maps carry gradients; the weights stand still.
/// </summary>
public sealed class TrainedNetwork : IDisposable
{
    private TrainedNetwork(ModelPackage package, Network network, Normalisation normalisation)
    {
        Package = package;
        Network = network;
        Normalisation = normalisation;
    }

    public ModelPackage Package { get; }

    public Network Network { get; }

    public Normalisation Normalisation { get; }

    /// <summary>Class names in the order of the logits; with one node: the negative class first.</summary>
    public IReadOnlyList<string> Classes => Package.Manifest.Classes;

    private int LogitResult => Network.Graph.Layers[^1] is Activation { Kind: ActivationKind.LogSoftmax } soft ? soft.Input : Network.Graph.Layers.Count;

    /// <summary>Opens a package and builds its network anew. A package without <c>weights.safetensors</c> is refused: ONNX has no gradients.</summary>
    public static Result<TrainedNetwork> Open(string directory)
    {
        var package = ModelPackage.Open(directory);
        if (package.IsRefused) return package.Refusal;
        var manifest = package.Value.Manifest;
        if (manifest.AspectRule != "squash") return ExplainRefusals.Aspect(manifest.AspectRule);
        if (NormalisationOf(manifest) is not { } normalisation) return ExplainRefusals.NoRecipe;
        var file = Path.Combine(package.Value.Directory, StartingWeights.PackageFile);
        if (!File.Exists(file)) return ExplainRefusals.NoWeights;

        using var scope = NewDisposeScope();
        var weights = SafeTensors.Read(file);
        if (weights.IsRefused) return weights.Refusal;
        var graph = GraphOf(manifest, weights.Value);
        if (graph.IsRefused) return graph.Refusal;
        var network = new Network(graph.Value, seed: 0);
        var loaded = network.Load(weights.Value, withHead: true);
        if (loaded.IsRefused)
        {
            network.Dispose();
            return loaded.Refusal;
        }

        foreach (var parameter in network.Parameters.Values) parameter.requires_grad = false;
        return new TrainedNetwork(package.Value, network, normalisation);
    }

    /// <summary>A picture in as many planes as the package reads: one of grey, or red, green and blue.</summary>
    internal Result<IReadOnlyList<GreyImage>> Read(string file) => new PictureFiles().Planes(file, Package.Manifest.InputChannels);

    /// <returns>The picture as the network gets it, [1, planes, side, side], pixels 0..1; belongs to the caller's dispose scope.</returns>
    public Tensor Input(IReadOnlyList<GreyImage> planes)
    {
        var side = Package.Manifest.InputSide;
        float[] pixels = [.. planes.SelectMany(p => Antialias.Resize(p, side, side).Pixels)];
        return tensor(pixels, [1, planes.Count, side, side]);
    }

    /// <summary>Results of all layers for pictures [N, planes, side, side], pixels 0..1.</summary>
    public Tensor[] Results(Tensor pixels) => Network.Results(Network.Normalise(pixels, Normalisation), training: false);

    /// <summary>What speaks for a class, [N]: its logit before any softmax; with one node the logit for class 1, its negative for class 0.</summary>
    public Tensor Score(Tensor[] results, int category)
    {
        var logits = results[LogitResult];
        if (logits.shape[1] > 1) return logits[.., category];
        return category == 1 ? logits[.., 0] : -logits[.., 0];
    }

    /// <summary>Calibrated probability of a class for the first picture: sigmoid or softmax of logits over the stored temperature.</summary>
    public double Probability(Tensor[] results, int category)
    {
        using var scope = NewDisposeScope();
        var cooled = results[LogitResult][0].Over(Package.Manifest.Temperature);
        return cooled.numel() > 1
            ? cooled.softmax(0)[category].item<float>()
            : 1 / (1 + Math.Exp(category == 1 ? -cooled.item<float>() : cooled.item<float>()));
    }

    public void Dispose() => Network.Dispose();

    // Only this field is read: recipes of older and newer engines have others.
    private static Normalisation? NormalisationOf(ModelManifest manifest)
    {
        if (manifest.Recipe is not { ValueKind: JsonValueKind.Object } recipe || !recipe.TryGetProperty("normalisation", out var name)) return null;
        return Enum.TryParse<Normalisation>(name.ToString(), ignoreCase: true, out var normalisation) ? normalisation : null;
    }

    /// <summary>The network as it was laid out for training; how many nodes its last layer has, only the weights say.</summary>
    private static Result<NetworkGraph> GraphOf(ModelManifest manifest, Dictionary<string, Tensor> weights)
    {
        var recipe = new Recipe { Network = manifest.Network, InputSide = manifest.InputSide };
        var single = NetworkCatalogue.GetForLearning(recipe, outputs: 1);
        return !single.IsRefused && weights.TryGetValue($"{single.Value.Head.Name}.weight", out var head) && head.shape[0] > 1
            ? NetworkCatalogue.GetForLearning(recipe, (int)head.shape[0])
            : single;
    }
}
