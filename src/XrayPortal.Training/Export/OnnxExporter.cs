using TorchSharp;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;
using static TorchSharp.torch;

namespace XrayPortal.Training.Export;

/// <summary>
/// A trained network as one ONNX graph from raw grey pixels to probability, map and embedding: antialiased resize and
/// normalisation inside, batch normalisation folded into the convolutions. Same weights, same bytes.
/// </summary>
internal static class OnnxExporter
{
    private const int Opset = 18;

    /// <param name="side">Side of the square that films are squashed to.</param>
    /// <param name="temperature">Divides the logit before the sigmoid.</param>
    public static byte[] Export(Network network, int side, Normalisation normalisation, double temperature)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var graph = network.Graph;
        var onnx = new OnnxWriter();
        onnx.Input("pixels", "N", 1, "H", "W");
        // exclude_outside renormalises the border weights as PIL and torch do; without it the border differs by over one grey level.
        onnx.Node("Resize", "resized", ["pixels", "", "", onnx.Constant("side", [side, side])],
            ("antialias", 1), ("axes", new[] { 2, 3 }), ("coordinate_transformation_mode", "half_pixel"), ("exclude_outside", 1), ("mode", "linear"));
        var names = new string[graph.Layers.Count + 1];
        names[0] = Normalise(onnx, normalisation);
        var folded = Foldable(graph);
        foreach (var layer in graph.Layers.TakeWhile(l => l.Output <= graph.Map)) Write(onnx, network, layer, names, folded, normalisation);
        WriteHead(onnx, network, names[graph.Map], names[graph.Middle], temperature);
        return onnx.Model(graph.Name, Opset, "XrayPortal", "1");
    }

    /// <summary>Norms that a convolution can take over, by its output: nobody else reads the convolution.</summary>
    private static Dictionary<int, BatchNorm> Foldable(NetworkGraph graph)
    {
        var convolutions = graph.Layers.OfType<Conv>().Select(c => c.Output).ToHashSet();
        var readers = graph.Layers.SelectMany(l => l.Inputs).CountBy(i => i).ToDictionary();
        return graph.Layers.OfType<BatchNorm>().Where(n => convolutions.Contains(n.Input) && readers[n.Input] == 1).ToDictionary(n => n.Input);
    }

    private static string Normalise(OnnxWriter onnx, Normalisation normalisation)
    {
        if (normalisation == Normalisation.ImageNet)
        {
            var shifted = onnx.Node("Sub", "shifted", ["resized", onnx.Constant("mean", [1, 3, 1, 1], Network.ImageNetMean)]);
            return onnx.Node("Div", "normalised", [shifted, onnx.Constant("deviation", [1, 3, 1, 1], Network.ImageNetDeviation)]);
        }

        var axes = onnx.Constant("film_axes", [1, 2, 3]);
        var mean = onnx.Node("ReduceMean", "film_mean", ["resized", axes], ("keepdims", 1));
        var centred = onnx.Node("Sub", "centred", ["resized", mean]);
        var square = onnx.Node("Mul", "square", [centred, centred]);
        var variance = onnx.Node("ReduceMean", "variance", [square, axes], ("keepdims", 1));
        var safe = onnx.Node("Add", "variance_safe", [variance, onnx.Constant("epsilon", [1], [(float)Network.FilmNormalisationEpsilon])]);
        return onnx.Node("Div", "normalised", [centred, onnx.Node("Sqrt", "film_deviation", [safe])]);
    }

    private static void Write(
        OnnxWriter onnx, Network network, Layer layer, string[] names, Dictionary<int, BatchNorm> folded, Normalisation normalisation)
    {
        var output = $"x{layer.Output}";
        names[layer.Output] = layer switch
        {
            Conv conv => WriteConv(onnx, network, conv, folded.GetValueOrDefault(conv.Output), names[conv.Input], output, normalisation),
            BatchNorm norm when folded.ContainsKey(norm.Input) => names[norm.Input],
            BatchNorm norm => WriteNorm(onnx, network, norm, names[norm.Input], output),
            Activation { Kind: ActivationKind.Relu } a => onnx.Node("Relu", output, [names[a.Input]]),
            Activation { Kind: ActivationKind.Relu6 } a => onnx.Node(
                "Clip", output, [names[a.Input], onnx.Constant($"{output}_low", [], [0f]), onnx.Constant($"{output}_high", [], [6f])]),
            Activation { Kind: ActivationKind.Silu } a => onnx.Node("Mul", output, [names[a.Input], onnx.Node("Sigmoid", $"{output}_gate", [names[a.Input]])]),
            Activation { Kind: ActivationKind.Sigmoid } a => onnx.Node("Sigmoid", output, [names[a.Input]]),
            MaxPool p => onnx.Node("MaxPool", output, [names[p.Input]],
                ("kernel_shape", new[] { p.Kernel, p.Kernel }), ("strides", new[] { p.Stride, p.Stride }),
                ("pads", new[] { p.Padding, p.Padding, p.Padding, p.Padding }), ("ceil_mode", p.CeilMode ? 1 : 0)),
            AveragePool p => onnx.Node("AveragePool", output, [names[p.Input]],
                ("kernel_shape", new[] { p.Kernel, p.Kernel }), ("strides", new[] { p.Stride, p.Stride })),
            AdaptiveAveragePool { Side: 1 } p => onnx.Node("GlobalAveragePool", output, [names[p.Input]]),
            StochasticDepth d => names[d.Input],
            Add a => onnx.Node("Add", output, [names[a.Left], names[a.Right]]),
            Scale g => onnx.Node("Mul", output, [names[g.Map], names[g.Gate]]),
            Concat c => onnx.Node("Concat", output, [.. c.Parts.Select(part => names[part])], ("axis", 1)),
            _ => throw new InvalidOperationException($"Layer {layer.GetType().Name} cannot be exported."),
        };
    }

    private static string WriteConv(
        OnnxWriter onnx, Network network, Conv conv, BatchNorm? norm, string input, string output, Normalisation normalisation)
    {
        Tensor weight = network.Parameters[$"{conv.Name}.weight"];
        var bias = conv.Bias ? network.Parameters[$"{conv.Name}.bias"] : zeros(conv.OutChannels);
        if (norm is not null)
        {
            var scale = network.Parameters[$"{norm.Name}.weight"] / (network.Buffers[$"{norm.Name}.running_var"] + norm.Epsilon).sqrt();
            weight = weight * scale.reshape(-1, 1, 1, 1);
            bias = network.Parameters[$"{norm.Name}.bias"] + ((bias - network.Buffers[$"{norm.Name}.running_mean"]) * scale);
        }

        // A film normalised by itself is the same in all three channels: one channel with the summed kernel says the same.
        if (conv.Input == 0 && normalisation == Normalisation.Film) weight = weight.sum(1, keepdim: true);
        List<(string, object)> attributes =
        [
            ("kernel_shape", new[] { conv.Kernel, conv.Kernel }), ("strides", new[] { conv.Stride, conv.Stride }),
            ("pads", new[] { conv.Padding, conv.Padding, conv.Padding, conv.Padding }), ("group", conv.Groups),
        ];
        if (conv.Dilation > 1) attributes.Add(("dilations", new[] { conv.Dilation, conv.Dilation }));
        return onnx.Node("Conv", output, [input, Constant(onnx, $"{conv.Name}.weight", weight), Constant(onnx, $"{conv.Name}.bias", bias)], [.. attributes]);
    }

    private static string WriteNorm(OnnxWriter onnx, Network network, BatchNorm norm, string input, string output) =>
        onnx.Node("BatchNormalization", output,
            [
                input, Constant(onnx, $"{norm.Name}.weight", network.Parameters[$"{norm.Name}.weight"]), Constant(onnx, $"{norm.Name}.bias", network.Parameters[$"{norm.Name}.bias"]),
                Constant(onnx, $"{norm.Name}.running_mean", network.Buffers[$"{norm.Name}.running_mean"]), Constant(onnx, $"{norm.Name}.running_var", network.Buffers[$"{norm.Name}.running_var"]),
            ],
            ("epsilon", (float)norm.Epsilon));

    private static void WriteHead(OnnxWriter onnx, Network network, string features, string middle, double temperature)
    {
        var depth = network.Graph.Head.InFeatures;
        var pooled = onnx.Node("GlobalAveragePool", "pooled", [features]);
        onnx.Node("Flatten", "pooled_flat", [pooled], ("axis", 1));
        var middlePooled = onnx.Node("Flatten", "middle_flat", [onnx.Node("GlobalAveragePool", "middle_pooled", [middle])], ("axis", 1));
        onnx.Node("Concat", "embedding", ["pooled_flat", middlePooled], ("axis", 1));
        onnx.Node("Gemm", "logit", ["pooled_flat", Constant(onnx, "head.weight", network.HeadWeight), Constant(onnx, "head.bias", network.HeadBias)], ("transB", 1));
        var cooled = onnx.Node("Mul", "cooled", ["logit", onnx.Constant("inverse_temperature", [1], [(float)(1 / temperature)])]);
        onnx.Node("Sigmoid", "probability", [cooled]);
        var evidence = onnx.Node("Conv", "evidence", [features, Constant(onnx, "head.map", network.HeadWeight.reshape(1, depth, 1, 1))], ("kernel_shape", new[] { 1, 1 }));
        onnx.Node("Relu", "cam", [evidence]);
        onnx.Output("logit", "N", 1);
        onnx.Output("probability", "N", 1);
        onnx.Output("cam", "N", 1, "h", "w");
        onnx.Output("embedding", "N", depth + LayerShapes.Of(network.Graph)[network.Graph.Middle].Channels);
    }

    private static string Constant(OnnxWriter onnx, string name, Tensor value)
    {
        using var plain = value.detach().cpu().contiguous();
        return onnx.Constant(name, plain.shape, plain.data<float>().ToArray());
    }
}
