using TorchSharp;
using TorchSharp.Modules;
using XrayPortal.Imaging;
using XrayPortal.Training.Recipes;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace XrayPortal.Training.Networks;

/// <summary>What one pass gives. Logits and pooled features are float32.</summary>
/// <param name="Logit">[N, classes], what the last layer says.</param>
/// <param name="FeatureMap">[N, features, h, w], the last feature map.</param>
/// <param name="MiddleMap">[N, middle channels, h, w], the output of the graph's middle layer.</param>
public sealed record ForwardPass(Tensor Logit, Tensor FeatureMap, Tensor MiddleMap)
{
    /// <summary>[N, features], the last feature map averaged over its places: what a pooled head reads.</summary>
    public Tensor Pooled => FeatureMap.to(ScalarType.Float32).mean([2, 3]);

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
/// A <see cref="NetworkGraph"/> with its weights. Parameters and running statistics are kept by their torchvision names.
/// </summary>
public sealed class Network : IDisposable
{
    /// <summary>Added to a film's variance, so that a blank one does not divide by zero.</summary>
    public const double FilmNormalisationEpsilon = 1e-4;

    private const double BatchNormMomentum = 0.1;

    private readonly Dictionary<string, Parameter> parameters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tensor> buffers = new(StringComparer.Ordinal);

    /// <summary>Builds the network with fresh weights (He initialisation) from a seed.</summary>
    public Network(NetworkGraph graph, long seed)
    {
        Graph = graph;
        using var scope = NewDisposeScope(); // parameters and buffers leave it; what they were made of does not
        using var generator = new Generator((ulong)seed);
        foreach (var layer in graph.Layers)
        {
            switch (layer)
            {
                case Conv conv:
                    var fanOut = conv.OutChannels * conv.Kernel * conv.Kernel / conv.Groups;
                    AddParameter($"{conv.Name}.weight", Normal([conv.OutChannels, conv.InChannels / conv.Groups, conv.Kernel, conv.Kernel], Math.Sqrt(2.0 / fanOut), generator));
                    if (conv.Bias) AddParameter($"{conv.Name}.bias", zeros(conv.OutChannels));
                    break;
                case BatchNorm norm:
                    AddParameter($"{norm.Name}.weight", ones(norm.Channels));
                    AddParameter($"{norm.Name}.bias", zeros(norm.Channels));
                    buffers[$"{norm.Name}.running_mean"] = zeros(norm.Channels).DetachFromDisposeScope();
                    buffers[$"{norm.Name}.running_var"] = ones(norm.Channels).DetachFromDisposeScope();
                    break;
                case Linear linear:
                    long[] shape = [linear.OutFeatures, linear.InFeatures];
                    var bound = 1 / Math.Sqrt(linear.InFeatures);
                    AddParameter($"{linear.Name}.weight", linear.Start switch
                    {
                        LinearStart.NearZero => Normal(shape, 0.01, generator),
                        LinearStart.Glorot => Uniform(shape, Math.Sqrt(6.0 / (linear.InFeatures + linear.OutFeatures)), generator),
                        LinearStart.Uniform => Uniform(shape, bound, generator),
                    });
                    AddParameter($"{linear.Name}.bias", linear.Start == LinearStart.Uniform ? Uniform([linear.OutFeatures], bound, generator) : zeros(linear.OutFeatures));
                    break;
            }
        }
    }

    public NetworkGraph Graph { get; }

    /// <summary>Learnt tensors by torchvision name.</summary>
    public IReadOnlyDictionary<string, Parameter> Parameters => parameters;

    /// <summary>Running statistics by torchvision name.</summary>
    public IReadOnlyDictionary<string, Tensor> Buffers => buffers;

    public Parameter HeadWeight => parameters[$"{Graph.Head.Name}.weight"];

    public Parameter HeadBias => parameters[$"{Graph.Head.Name}.bias"];

    public IEnumerable<Parameter> HeadParameters => [HeadWeight, HeadBias];

    public IEnumerable<Parameter> BackboneParameters => parameters.Values.Except(HeadParameters);

    /// <summary>Parameters of the backbone's first half: up to the graph's middle layer.</summary>
    public IEnumerable<Parameter> EarlyParameters
    {
        get
        {
            var names = Graph.Layers.Where(l => l.Output <= Graph.Middle)
                .Select(l => l switch { Conv c => c.Name, BatchNorm n => n.Name, Linear d => d.Name, _ => null }).OfType<string>().ToHashSet(StringComparer.Ordinal);
            return parameters.Where(p => names.Contains(p.Key[..p.Key.LastIndexOf('.')])).Select(p => p.Value);
        }
    }

    /// <summary>All tensors that make up the state: parameters and running statistics.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State =>
        parameters.Select(p => KeyValuePair.Create(p.Key, (Tensor)p.Value)).Concat(buffers);

    /// <summary>Turns pixels 0..1 [N, 1 or C, H, W] into the normalised input [N, C, H, W]; grey stands for every channel.</summary>
    public Tensor Normalise(Tensor pixels, Normalisation normalisation)
    {
        if (normalisation == Normalisation.None) return AllChannels(pixels);
        return normalisation.Numbers() is var (mean, deviation)
            ? AllChannels((pixels - PerChannel(mean)) / PerChannel(deviation))
            : AllChannels(FilmNormalised(pixels));

        static Tensor PerChannel(float[] values) => tensor(values).reshape(1, -1, 1, 1);
    }

    /// <summary>One pass over a normalised picture [N, C, H, W].</summary>
    /// <param name="training">True: batch statistics and dropout; running statistics move.</param>
    public ForwardPass Forward(Tensor input, bool training, Precision precision = Precision.Float32)
    {
        var results = Results(input, training, precision);
        return new ForwardPass(results[^1].to(ScalarType.Float32), results[Graph.Map], results[Graph.Middle]);
    }

    /// <summary>The results of all layers for a normalised picture [N, C, H, W], by their numbers.</summary>
    /// <param name="instead">Gives a layer's result from those before it, in place of the layer's own; null leaves the layer as it is.</param>
    public Tensor[] Results(Tensor input, bool training, Precision precision = Precision.Float32, Func<Layer, Tensor[], Tensor?>? instead = null)
    {
        var type = precision == Precision.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
        var results = new Tensor[Graph.Layers.Count + 1];
        results[0] = input.to(type);
        foreach (var layer in Graph.Layers) results[layer.Output] = instead?.Invoke(layer, results) ?? Run(layer, results, training);
        return results;
    }

    /// <summary>Evidence for the positive class, ReLU of the weighted sum of the last feature maps: [N, 1, h, w].</summary>
    /// <remarks>For a global-average-pool head this equals Grad-CAM up to a constant. Source: Zhou et al., CVPR 2016; Selvaraju et al., ICCV 2017, section 3.1.</remarks>
    public Tensor ClassActivation(Tensor featureMap) =>
        F.relu(F.conv2d(featureMap.to(ScalarType.Float32), HeadWeight.reshape(1, Graph.Head.InFeatures, 1, 1)));

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
            var isHead = name.StartsWith(Graph.Head.Name + ".", StringComparison.Ordinal);
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
    }

    private Tensor AllChannels(Tensor pixels) =>
        pixels.shape[1] == Graph.Input.Channels ? pixels : pixels.expand(-1, Graph.Input.Channels, -1, -1);

    private static Tensor FilmNormalised(Tensor grey)
    {
        var centred = grey - grey.mean([1, 2, 3], keepdim: true);
        return centred / centred.Squared().mean([1, 2, 3], keepdim: true).Plus(FilmNormalisationEpsilon).sqrt();
    }

    private Tensor Run(Layer layer, Tensor[] results, bool training)
    {
        var input = results[layer.Inputs[0]];
        return layer switch
        {
            Conv c => F.conv2d(
                input, Weight(c.Name, input), c.Bias ? Bias(c.Name, input) : null,
                strides: [c.Stride, c.Stride], padding: [c.Padding, c.Padding], dilation: [c.Dilation, c.Dilation], groups: c.Groups),
            BatchNorm b => F.batch_norm(
                input, buffers[$"{b.Name}.running_mean"], buffers[$"{b.Name}.running_var"],
                parameters[$"{b.Name}.weight"], parameters[$"{b.Name}.bias"], training, BatchNormMomentum, b.Epsilon),
            Linear l => F.linear(input, Weight(l.Name, input), Bias(l.Name, input)),
            Activation a => Activate(input, a.Kind),
            MaxPool p => F.max_pool2d(input, p.Kernel, p.Stride, p.Padding, ceil_mode: p.CeilMode),
            AveragePool p => F.avg_pool2d(input, p.Kernel, p.Stride),
            AdaptiveAveragePool { Side: 1 } => input.to(ScalarType.Float32).mean([2, 3], keepdim: true), // long sums in full precision
            AdaptiveAveragePool p => F.adaptive_avg_pool2d(input, p.Side),
            Flatten => input.flatten(1),
            Dropout d => F.dropout(input, d.Rate, training),
            StochasticDepth d => Drop(input, d.Rate, training),
            Add a => input.Plus(results[a.Right]),
            Scale g => input * results[g.Gate].to(input.dtype),
            Concat c => cat([.. c.Parts.Select(part => results[part])], 1),
            _ => throw new InvalidOperationException($"Layer {layer.GetType().Name} cannot be run."),
        };
    }

    private Tensor Weight(string name, Tensor input) => parameters[$"{name}.weight"].to(input.dtype);

    private Tensor Bias(string name, Tensor input) => parameters[$"{name}.bias"].to(input.dtype);

    internal static Tensor Activate(Tensor input, ActivationKind kind) => kind switch
    {
        ActivationKind.Relu => F.relu(input),
        ActivationKind.Relu6 => F.relu6(input),
        ActivationKind.Silu => F.silu(input),
        ActivationKind.Sigmoid => sigmoid(input),
        ActivationKind.Tanh => tanh(input),
        ActivationKind.LogSoftmax => F.log_softmax(input, 1),
        _ => throw new InvalidOperationException($"Activation {kind} cannot be run."),
    };

    private static Tensor Drop(Tensor branch, double rate, bool training)
    {
        if (!training || rate == 0) return branch;
        var kept = empty([branch.shape[0], 1, 1, 1], branch.dtype).bernoulli_(1 - rate);
        return branch * kept.Over(1 - rate);
    }

    private static Tensor Normal(long[] shape, double deviation, Generator generator) => randn(shape, generator: generator).Times(deviation);

    private static Tensor Uniform(long[] shape, double bound, Generator generator) => rand(shape, generator: generator).Times(2).Minus(1).Times(bound);

    private void AddParameter(string name, Tensor value) => parameters[name] = (Parameter)new Parameter(value).DetachFromDisposeScope();
}
