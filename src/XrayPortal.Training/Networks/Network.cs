using TorchSharp;
using TorchSharp.Modules;
using XrayPortal.Imaging;
using XrayPortal.Training.Recipes;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace XrayPortal.Training.Networks;

/// <summary>What one pass gives. All float32.</summary>
/// <param name="Logit">[N, 1].</param>
/// <param name="Pooled">[N, features], the last feature map averaged over its places: what the head reads.</param>
/// <param name="FeatureMap">[N, features, h, w].</param>
/// <param name="MiddleMap">[N, middle channels, h, w], the output of the graph's middle layer.</param>
public sealed record ForwardPass(Tensor Logit, Tensor Pooled, Tensor FeatureMap, Tensor MiddleMap)
{
    /// <summary>[N, D]: pooled last features, then pooled middle ones.</summary>
    public Tensor Embedding => cat([Pooled, MiddleMap.to(ScalarType.Float32).mean([2, 3])], 1);
}

/// <summary>How the arithmetic of a pass is done.</summary>
public enum Precision
{
    Float32,

    /// <summary>Activations in bfloat16, master weights in float32: half the time where the processor has it.</summary>
    BFloat16,
}

/// <summary>
/// A <see cref="NetworkGraph"/> with its weights: backbone, global average pool, dropout, one linear node. Parameters and
/// running statistics are kept by their torchvision names.
/// </summary>
public sealed class Network : IDisposable
{
    /// <summary>ImageNet's channel means, for pixels 0..1 (torchvision).</summary>
    public static readonly float[] ImageNetMean = [0.485f, 0.456f, 0.406f];

    /// <summary>ImageNet's channel deviations, for pixels 0..1 (torchvision).</summary>
    public static readonly float[] ImageNetDeviation = [0.229f, 0.224f, 0.225f];

    /// <summary>Added to a film's variance, so that a blank one does not divide by zero.</summary>
    public const double FilmNormalisationEpsilon = 1e-4;

    private const double BatchNormMomentum = 0.1;

    private readonly Dictionary<string, Parameter> parameters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tensor> buffers = new(StringComparer.Ordinal);
    private readonly Tensor mean;
    private readonly Tensor deviation;

    /// <summary>Builds the network with fresh weights (He initialisation) from a seed.</summary>
    public Network(NetworkGraph graph, long seed)
    {
        Graph = graph;
        using var scope = NewDisposeScope(); // parameters and buffers leave it; what they were made of does not
        using var generator = new Generator((ulong)seed);
        foreach (var layer in graph.Layers)
        {
            if (layer is Conv conv)
            {
                var fanOut = conv.OutChannels * conv.Kernel * conv.Kernel / conv.Groups;
                AddParameter($"{conv.Name}.weight", Normal([conv.OutChannels, conv.InChannels / conv.Groups, conv.Kernel, conv.Kernel], Math.Sqrt(2.0 / fanOut), generator));
                if (conv.Bias) AddParameter($"{conv.Name}.bias", zeros(conv.OutChannels));
            }
            else if (layer is BatchNorm norm)
            {
                AddParameter($"{norm.Name}.weight", ones(norm.Channels));
                AddParameter($"{norm.Name}.bias", zeros(norm.Channels));
                buffers[$"{norm.Name}.running_mean"] = zeros(norm.Channels).DetachFromDisposeScope();
                buffers[$"{norm.Name}.running_var"] = ones(norm.Channels).DetachFromDisposeScope();
            }
        }

        AddParameter($"{graph.HeadName}.weight", Normal([1, graph.Features], 0.01, generator));
        AddParameter($"{graph.HeadName}.bias", zeros(1));
        mean = tensor(ImageNetMean).reshape(1, 3, 1, 1).DetachFromDisposeScope();
        deviation = tensor(ImageNetDeviation).reshape(1, 3, 1, 1).DetachFromDisposeScope();
    }

    public NetworkGraph Graph { get; }

    /// <summary>Learnt tensors by torchvision name.</summary>
    public IReadOnlyDictionary<string, Parameter> Parameters => parameters;

    /// <summary>Running statistics by torchvision name.</summary>
    public IReadOnlyDictionary<string, Tensor> Buffers => buffers;

    public Parameter HeadWeight => parameters[$"{Graph.HeadName}.weight"];

    public Parameter HeadBias => parameters[$"{Graph.HeadName}.bias"];

    public IEnumerable<Parameter> HeadParameters => [HeadWeight, HeadBias];

    public IEnumerable<Parameter> BackboneParameters => parameters.Values.Except(HeadParameters);

    /// <summary>All tensors that make up the state: parameters and running statistics.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State =>
        parameters.Select(p => KeyValuePair.Create(p.Key, (Tensor)p.Value)).Concat(buffers);

    /// <summary>Turns grey 0..1 [N, 1, H, W] into the normalised three-channel input.</summary>
    public Tensor Normalise(Tensor grey, Normalisation normalisation) => normalisation switch
    {
        Normalisation.ImageNet => (grey.expand(-1, 3, -1, -1) - mean) / deviation,
        Normalisation.Film => FilmNormalised(grey).expand(-1, 3, -1, -1),
    };

    /// <summary>One pass over a normalised picture [N, 3, H, W].</summary>
    /// <param name="training">True: batch statistics and dropout; running statistics move.</param>
    public ForwardPass Forward(Tensor input, bool training, double dropout = 0, Precision precision = Precision.Float32)
    {
        var results = Results(input, training, precision == Precision.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32);
        var map = results[^1];
        var pooled = map.to(ScalarType.Float32).mean([2, 3]);
        var dropped = training && dropout > 0 ? F.dropout(pooled, dropout, training: true) : pooled;
        return new ForwardPass(F.linear(dropped, HeadWeight, HeadBias), pooled, map, results[Graph.Middle.Output]);
    }

    /// <summary>Evidence for the positive class, ReLU of the weighted sum of the last feature maps: [N, 1, h, w].</summary>
    /// <remarks>For a global-average-pool head this equals Grad-CAM up to a constant. Source: Zhou et al., CVPR 2016; Selvaraju et al., ICCV 2017, section 3.1.</remarks>
    public Tensor ClassActivation(Tensor featureMap) =>
        F.relu(F.conv2d(featureMap.to(ScalarType.Float32), HeadWeight.reshape(1, Graph.Features, 1, 1)));

    /// <summary>Copies weights in by name. Names of the backbone must all be there with the right shape; a foreign head is left out.</summary>
    /// <param name="withHead">True: the head must be there too (own checkpoints); false: transfer learning, the head stays fresh.</param>
    /// <param name="allowMissing">Prefixes of layers that may be absent and stay fresh (for example <c>layer4.</c>).</param>
    public Result<int> Load(IReadOnlyDictionary<string, Tensor> weights, bool withHead, params string[] allowMissing)
    {
        var problems = new List<string>();
        var loaded = 0;
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (name, target) in State)
        {
            var isHead = name.StartsWith(Graph.HeadName + ".", StringComparison.Ordinal);
            if (isHead && !withHead) continue;
            if (!weights.TryGetValue(name, out var source))
            {
                if (!allowMissing.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))) problems.Add($"{name} is missing");
                continue;
            }

            if (!source.shape.SequenceEqual(target.shape))
            {
                problems.Add($"{name} has shape [{string.Join(',', source.shape)}] instead of [{string.Join(',', target.shape)}]");
                continue;
            }

            target.copy_(source);
            loaded++;
        }

        return problems.Count == 0
            ? loaded
            : new Refusal("weights.mismatch", RefusalKind.Invalid,
                $"The weights do not fit {Graph.Name}: {string.Join("; ", problems.Take(5))}{(problems.Count > 5 ? $" and {problems.Count - 5} more" : "")}. Choose the network these weights were made for.");
    }

    public void Dispose()
    {
        foreach (var (_, tensor) in State) tensor.Dispose();
        mean.Dispose();
        deviation.Dispose();
    }

    private static Tensor FilmNormalised(Tensor grey)
    {
        var centred = grey - grey.mean([1, 2, 3], keepdim: true);
        return centred / (centred.square().mean([1, 2, 3], keepdim: true) + FilmNormalisationEpsilon).sqrt();
    }

    private Tensor[] Results(Tensor input, bool training, ScalarType type)
    {
        var results = new Tensor[Graph.Layers.Count + 1];
        results[0] = input.to(type);
        foreach (var layer in Graph.Layers) results[layer.Output] = Run(layer, results, training, type);
        return results;
    }

    private Tensor Run(Layer layer, Tensor[] results, bool training, ScalarType type) => layer switch
    {
        Conv c => F.conv2d(
            results[c.Input], parameters[$"{c.Name}.weight"].to(type), c.Bias ? parameters[$"{c.Name}.bias"].to(type) : null,
            strides: [c.Stride, c.Stride], padding: [c.Padding, c.Padding], groups: c.Groups),
        BatchNorm b => F.batch_norm(
            results[b.Input], buffers[$"{b.Name}.running_mean"], buffers[$"{b.Name}.running_var"],
            parameters[$"{b.Name}.weight"], parameters[$"{b.Name}.bias"], training, BatchNormMomentum, b.Epsilon),
        Activation { Kind: ActivationKind.Relu } a => F.relu(results[a.Input]),
        Activation { Kind: ActivationKind.Relu6 } a => F.relu6(results[a.Input]),
        MaxPool p => F.max_pool2d(results[p.Input], p.Kernel, p.Stride, p.Padding, ceil_mode: p.CeilMode),
        Add a => results[a.Left] + results[a.Right],
        Concat c => cat([results[c.Left], results[c.Right]], 1),
        _ => throw new InvalidOperationException($"Layer {layer.GetType().Name} cannot be run."),
    };

    private static Tensor Normal(long[] shape, double deviation, Generator generator) => randn(shape, generator: generator) * deviation;

    private void AddParameter(string name, Tensor value) => parameters[name] = (Parameter)new Parameter(value).DetachFromDisposeScope();
}
