namespace XrayPortal.Training.Networks;

/// <summary>One operation of a network. <see cref="Output"/> numbers its result, 1-based; inputs name earlier results, 0 is the picture.</summary>
public abstract record Layer(int Output)
{
    /// <summary>The results it reads.</summary>
    public abstract IReadOnlyList<int> Inputs { get; }

    /// <summary>What its parameters are named by; null where it has none.</summary>
    public string? ParameterName => this switch
    {
        Conv c => c.Name,
        BatchNorm b => b.Name,
        Linear l => l.Name,
        _ => null,
    };

    /// <summary>What it does, in a word or two.</summary>
    public string KindName => this switch
    {
        Conv { Groups: > 1 } c when c.Groups == c.InChannels => "depthwise conv",
        Conv => "conv",
        BatchNorm => "batch norm",
        Linear => "dense",
        Activation { Kind: ActivationKind.LogSoftmax } => "log-softmax",
        Activation a => a.Kind.ToString().ToLowerInvariant(),
        MaxPool => "max pool",
        AveragePool => "average pool",
        AdaptiveAveragePool { Side: 1 } => "global average pool",
        AdaptiveAveragePool => "adaptive average pool",
        StochasticDepth => "stochastic depth",
        _ => GetType().Name.ToLowerInvariant(),
    };
}

/// <summary>A layer with one input.</summary>
public abstract record UnaryLayer(int Output, int Input) : Layer(Output)
{
    public sealed override IReadOnlyList<int> Inputs => [Input];
}

/// <summary>2-D convolution with square kernels. Weight: <c>{Name}.weight</c> [out, in/groups, k, k]; bias <c>{Name}.bias</c> [out].</summary>
public sealed record Conv(
    int Output, string Name, int Input, int InChannels, int OutChannels, int Kernel, int Stride, int Padding, int Groups, bool Bias, int Dilation = 1)
    : UnaryLayer(Output, Input);

/// <summary>Batch normalisation over channels with torchvision's parameter names.</summary>
public sealed record BatchNorm(int Output, string Name, int Input, int Channels, double Epsilon) : UnaryLayer(Output, Input);

/// <summary>How the weights of a linear layer begin.</summary>
public enum LinearStart
{
    /// <summary>Uniform within one over the root of the inputs, weights and biases alike: torch's own.</summary>
    Uniform,

    /// <summary>Normal with deviation 0.01, no bias: for a new head on trained features.</summary>
    NearZero,

    /// <summary>Uniform within the root of 6 / (inputs + outputs), no bias: keeps a signal's size through small networks without batch norm.</summary>
    /// <remarks>Source: Glorot and Bengio, AISTATS 2010, equation 16; what Keras begins dense layers with.</remarks>
    Glorot,
}

/// <summary>Dense layer. Weight: <c>{Name}.weight</c> [out, in]; bias <c>{Name}.bias</c> [out].</summary>
public sealed record Linear(int Output, string Name, int Input, int InFeatures, int OutFeatures, LinearStart Start) : UnaryLayer(Output, Input);

public enum ActivationKind
{
    Relu,
    Relu6,

    /// <summary>x sigmoid(x), also called swish.</summary>
    Silu,
    Sigmoid,
    Tanh,
    LogSoftmax,
}

public sealed record Activation(int Output, int Input, ActivationKind Kind) : UnaryLayer(Output, Input);

public sealed record MaxPool(int Output, int Input, int Kernel, int Stride, int Padding, bool CeilMode) : UnaryLayer(Output, Input);

public sealed record AveragePool(int Output, int Input, int Kernel, int Stride) : UnaryLayer(Output, Input);

/// <summary>Averages whatever comes in to a square of <see cref="Side"/> places; side 1 is global average pooling.</summary>
public sealed record AdaptiveAveragePool(int Output, int Input, int Side) : UnaryLayer(Output, Input);

public sealed record Flatten(int Output, int Input) : UnaryLayer(Output, Input);

/// <summary>Zeroes a share of the values while learning and scales the rest; nothing afterwards.</summary>
public sealed record Dropout(int Output, int Input, double Rate) : UnaryLayer(Output, Input);

/// <summary>Drops the whole branch of a picture with this probability while learning (Huang et al., ECCV 2016); nothing afterwards.</summary>
public sealed record StochasticDepth(int Output, int Input, double Rate) : UnaryLayer(Output, Input);

public sealed record Add(int Output, int Left, int Right) : Layer(Output)
{
    public override IReadOnlyList<int> Inputs => [Left, Right];
}

/// <summary>Scales the channels of <see cref="Map"/> by <see cref="Gate"/> [N, C, 1, 1].</summary>
public sealed record Scale(int Output, int Map, int Gate) : Layer(Output)
{
    public override IReadOnlyList<int> Inputs => [Map, Gate];
}

/// <summary>Puts the channels of its inputs one after the other.</summary>
public sealed record Concat(int Output, IReadOnlyList<int> Parts) : Layer(Output)
{
    public override IReadOnlyList<int> Inputs => Parts;
}
