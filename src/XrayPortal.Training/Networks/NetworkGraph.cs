namespace XrayPortal.Training.Networks;

/// <summary>One operation of a network. <see cref="Output"/> numbers its result; inputs name earlier results.</summary>
public abstract record Layer(int Output);

/// <summary>2-D convolution. Weight name: <c>{Name}.weight</c> [out, in/groups, k, k]; bias <c>{Name}.bias</c> [out].</summary>
public sealed record Conv(
    int Output, string Name, int Input, int InChannels, int OutChannels, int Kernel, int Stride, int Padding, int Groups, bool Bias)
    : Layer(Output);

/// <summary>Batch normalisation over channels with torchvision's parameter names.</summary>
public sealed record BatchNorm(int Output, string Name, int Input, int Channels, double Epsilon) : Layer(Output);

public enum ActivationKind
{
    Relu,
    Relu6,
}

public sealed record Activation(int Output, int Input, ActivationKind Kind) : Layer(Output);

public sealed record MaxPool(int Output, int Input, int Kernel, int Stride, int Padding, bool CeilMode) : Layer(Output);

public sealed record Add(int Output, int Left, int Right) : Layer(Output);

public sealed record Concat(int Output, int Left, int Right) : Layer(Output);

/// <summary>
/// A convolutional backbone as data: one description that is run by TorchSharp, exported to ONNX and read by tests.
/// Its last layer is the feature map [N, <see cref="Features"/>, h, w]; pooling and the head are added by <see cref="Network"/>.
/// </summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="InputChannels">Channels of the normalised input picture.</param>
/// <param name="Features">Channels of the last feature map, pooled into what the head reads.</param>
/// <param name="HeadName">Name of the linear head in the state dictionary.</param>
/// <param name="Middle">A layer half-way down whose pooled output still knows what kind of picture it is; the gate looks at it,
/// because the last features know little besides the two classes.</param>
public sealed record NetworkGraph(string Name, int InputChannels, int Features, string HeadName, MiddleLayer Middle, IReadOnlyList<Layer> Layers)
{
    /// <summary>Length of the embedding: the last features, then the middle ones.</summary>
    public int EmbeddingLength => Features + Middle.Channels;
}

/// <summary>The output of a layer and its channels.</summary>
public sealed record MiddleLayer(int Output, int Channels);

/// <summary>Writes a <see cref="NetworkGraph"/> layer by layer. Result 0 is the input picture.</summary>
internal sealed class GraphBuilder
{
    private readonly List<Layer> layers = [];

    public IReadOnlyList<Layer> Layers => layers;

    public int Conv(string name, int input, int inChannels, int outChannels, int kernel, int stride = 1, int padding = 0, int groups = 1, bool bias = false) =>
        Append(output => new Conv(output, name, input, inChannels, outChannels, kernel, stride, padding, groups, bias));

    public int BatchNorm(string name, int input, int channels, double epsilon = 1e-5) =>
        Append(output => new BatchNorm(output, name, input, channels, epsilon));

    public int Relu(int input) => Append(output => new Activation(output, input, ActivationKind.Relu));

    public int Relu6(int input) => Append(output => new Activation(output, input, ActivationKind.Relu6));

    public int MaxPool(int input, int kernel, int stride, int padding = 0, bool ceilMode = false) =>
        Append(output => new MaxPool(output, input, kernel, stride, padding, ceilMode));

    public int Add(int left, int right) => Append(output => new Add(output, left, right));

    public int Concat(int left, int right) => Append(output => new Concat(output, left, right));

    private int Append(Func<int, Layer> layer)
    {
        layers.Add(layer(layers.Count + 1));
        return layers.Count;
    }
}
