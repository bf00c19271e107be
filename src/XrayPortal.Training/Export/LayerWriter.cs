using System.Runtime.InteropServices;
using TorchSharp;
using XrayPortal.Training.Export.Int8;
using XrayPortal.Training.Networks;
using static TorchSharp.torch;

namespace XrayPortal.Training.Export;

/// <summary>Writes the layers of a network as ONNX nodes and keeps the name that each result has in the graph.</summary>
internal sealed class LayerWriter
{
    private readonly OnnxWriter onnx;
    private readonly Network network;
    private readonly Int8Writer? int8;
    private readonly string[] names;
    private readonly bool sumFirstKernel;

    /// <param name="graph">The network's graph, laid out for the side that is exported.</param>
    /// <param name="picture">Name of the normalised picture.</param>
    /// <param name="channels">Its channels; 1 stands for all that the network reads.</param>
    /// <param name="plan">What is stored in 8 bits; null: nothing.</param>
    public LayerWriter(OnnxWriter onnx, Network network, NetworkGraph graph, string picture, int channels, Int8Plan? plan)
    {
        (this.onnx, this.network, Graph) = (onnx, network, graph);
        Shapes = LayerShapes.Of(graph);
        Norms = FoldedNorms.Of(graph);
        sumFirstKernel = channels < graph.Input.Channels;
        int8 = plan is null ? null : new Int8Writer(onnx, plan);
        names = new string[graph.Layers.Count + 1];
        names[0] = int8?.Pair(0, picture) ?? picture;
    }

    public NetworkGraph Graph { get; }

    /// <summary>Shapes of all results, the picture first.</summary>
    public IReadOnlyList<PictureShape> Shapes { get; }

    private IReadOnlyDictionary<int, BatchNorm> Norms { get; }

    /// <summary>Name of a result, by its number.</summary>
    public string this[int result] => names[result];

    /// <param name="output">Name that the result shall have; null: <c>x</c> and its number.</param>
    public void Write(Layer layer, string? output = null)
    {
        output ??= $"x{layer.Output}";
        var written = layer switch
        {
            Conv conv => WriteConv(conv, output),
            BatchNorm norm when Norms.ContainsKey(norm.Input) => names[norm.Input],
            BatchNorm norm => WriteNorm(norm, output),
            Linear l => onnx.Node("Gemm", output, [names[l.Input], Parameter($"{l.Name}.weight"), Parameter($"{l.Name}.bias")], ("transB", 1)),
            Activation a => Activate(a, output),
            MaxPool p => onnx.Node("MaxPool", output, [names[p.Input]],
                ("kernel_shape", Square(p.Kernel)), ("strides", Square(p.Stride)), ("pads", Sides(p.Padding)), ("ceil_mode", p.CeilMode ? 1 : 0)),
            AveragePool p => onnx.Node("AveragePool", output, [names[p.Input]], ("kernel_shape", Square(p.Kernel)), ("strides", Square(p.Stride))),
            AdaptiveAveragePool { Side: 1 } p => onnx.Node("GlobalAveragePool", output, [names[p.Input]]),
            AdaptiveAveragePool p => AverageTo(p, output),
            Flatten f => onnx.Node("Flatten", output, [names[f.Input]], ("axis", 1)),
            Dropout or StochasticDepth => names[layer.Inputs[0]],
            Add a => onnx.Node("Add", output, [names[a.Left], names[a.Right]]),
            Scale g => onnx.Node("Mul", output, [names[g.Map], names[g.Gate]]),
            Concat c => onnx.Node("Concat", output, [.. c.Parts.Select(part => names[part])], ("axis", 1)),
            _ => throw new InvalidOperationException($"Layer {layer.GetType().Name} cannot be exported."),
        };
        names[layer.Output] = int8?.Pair(layer.Output, written) ?? written;
    }

    /// <summary>A learnt tensor as it stands.</summary>
    public string Parameter(string name) => Constant(name, network.Parameters[name]);

    public string Constant(string name, Tensor value)
    {
        using var plain = value.detach().cpu().contiguous();
        return onnx.Constant(name, plain.shape, MemoryMarshal.Cast<byte, float>(plain.bytes));
    }

    private string Activate(Activation a, string output)
    {
        var input = names[a.Input];
        return a.Kind switch
        {
            ActivationKind.Relu => onnx.Node("Relu", output, [input]),
            ActivationKind.Relu6 => onnx.Node("Clip", output, [input, onnx.Constant($"{output}_low", [], [0f]), onnx.Constant($"{output}_high", [], [6f])]),
            ActivationKind.Silu => onnx.Node("Mul", output, [input, onnx.Node("Sigmoid", $"{output}_gate", [input])]),
            ActivationKind.Sigmoid => onnx.Node("Sigmoid", output, [input]),
            ActivationKind.Tanh => onnx.Node("Tanh", output, [input]),
            ActivationKind.LogSoftmax => onnx.Node("LogSoftmax", output, [input], ("axis", 1)),
        };
    }

    private string WriteConv(Conv conv, string output)
    {
        var (weight, bias) = FoldedNorms.Fold(network, conv, Norms.GetValueOrDefault(conv.Output));
        // Where all channels are the same picture, one channel with the summed kernel says the same.
        if (conv.Input == 0 && sumFirstKernel) weight = weight.sum(1, keepdim: true);
        List<(string, object)> attributes =
            [("kernel_shape", Square(conv.Kernel)), ("strides", Square(conv.Stride)), ("pads", Sides(conv.Padding)), ("group", conv.Groups)];
        if (conv.Dilation > 1) attributes.Add(("dilations", Square(conv.Dilation)));
        var (w, b) = int8?.Kernel(conv, weight, bias, names[conv.Input])
            ?? (Constant($"{conv.Name}.weight", weight), Constant($"{conv.Name}.bias", bias));
        return onnx.Node("Conv", output, [names[conv.Input], w, b], [.. attributes]);
    }

    private string WriteNorm(BatchNorm norm, string output) => onnx.Node("BatchNormalization", output,
        [
            names[norm.Input], Parameter($"{norm.Name}.weight"), Parameter($"{norm.Name}.bias"),
            Constant($"{norm.Name}.running_mean", network.Buffers[$"{norm.Name}.running_mean"]),
            Constant($"{norm.Name}.running_var", network.Buffers[$"{norm.Name}.running_var"]),
        ],
        ("epsilon", (float)norm.Epsilon));

    /// <summary>
    /// Adaptive averaging is a matrix from the left and one from the right, since a mean over a rectangle is the mean of means: exact for
    /// every size, also where windows overlap or repeat.
    /// </summary>
    private string AverageTo(AdaptiveAveragePool pool, string output)
    {
        var shape = Shapes[pool.Input];
        if (shape.Height == pool.Side && shape.Width == pool.Side) return names[pool.Input];
        var across = onnx.Node("MatMul", $"{output}_across", [names[pool.Input], Constant($"{output}_columns", Windows(shape.Width, pool.Side).t())]);
        return onnx.Node("MatMul", output, [Constant($"{output}_rows", Windows(shape.Height, pool.Side)), across]);
    }

    /// <returns>[side, size]: row i averages the places floor(i size / side) up to ceil((i + 1) size / side), as torch does.</returns>
    private static Tensor Windows(int size, int side)
    {
        var windows = zeros(side, size);
        for (var i = 0; i < side; i++)
        {
            var (from, to) = (i * size / side, (((i + 1) * size) + side - 1) / side);
            windows[i, from..to] = 1f / (to - from);
        }

        return windows;
    }

    private static int[] Square(int size) => [size, size];

    private static int[] Sides(int padding) => [padding, padding, padding, padding];
}
