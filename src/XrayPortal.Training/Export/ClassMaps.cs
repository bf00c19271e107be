using XrayPortal.Training.Networks;
using static TorchSharp.torch;

namespace XrayPortal.Training.Export;

/// <summary>
/// Grad-CAM of every class inside the graph, in closed form: <c>cam_k = ReLU(sum_c a_kc A_c)</c> with A the last feature map and a_kc the
/// gradient of class k's score (before any softmax), summed over the places of A_c.
/// </summary>
/// <remarks>
/// Source: Selvaraju et al., ICCV 2017, section 3, with the sum over places instead of their mean. Behind a global average pool a_kc is
/// the head's weight (Zhou et al., CVPR 2016). Behind dense layers it is a product of their weights with the slopes of their activations between. Pooling
/// needs no slopes: each value of a pooled map hands its whole gradient on, to one place (maximum) or to several (mean), so that the sum
/// over places stays what it was; the first dense weight is therefore summed over places beforehand. The cost, in multiply-accumulates,
/// is classes × weights of the later dense layers: little for ten classes, about as much as the whole network for a thousand of VGG-16.
/// </remarks>
internal static class ClassMaps
{
    /// <summary>Writes <c>cam</c> [N, K, h, w].</summary>
    public static void Write(OnnxWriter onnx, Network network, LayerWriter layers)
    {
        var graph = layers.Graph;
        if (graph.HasPooledHead) Weighted(onnx, layers, "head.map", network.HeadWeight, "evidence");
        else if (graph.Layers[^1] is Flatten) BehindConvolution(onnx, network, layers);
        else BehindDenseLayers(onnx, network, layers);
        onnx.Node("Relu", "cam", ["evidence"]);
    }

    /// <summary>The sum over channels, weights [K, C] the same for every picture.</summary>
    private static void Weighted(OnnxWriter onnx, LayerWriter layers, string name, Tensor weight, string output) => onnx.Node("Conv", output,
        [layers[layers.Graph.Map], layers.Constant(name, weight.reshape(weight.shape[0], weight.shape[1], 1, 1))], ("kernel_shape", new[] { 1, 1 }));

    /// <summary>1 × 1 convolution to the classes, ReLU, mean: a class's weights count by the share of places where it is above 0.</summary>
    private static void BehindConvolution(OnnxWriter onnx, Network network, LayerWriter layers)
    {
        var tail = layers.Graph.Layers.Where(l => l.Output > layers.Graph.Map && l is not Dropout).ToArray();
        if (tail is not [Conv { Kernel: 1 } conv, Activation { Kind: ActivationKind.Relu } relu, AdaptiveAveragePool { Side: 1 }, Flatten]) throw Unknown(layers.Graph);
        Weighted(onnx, layers, "classes.map", network.Parameters[$"{conv.Name}.weight"], "class_evidence");
        var share = onnx.Node("ReduceMean", "class_share",
            [onnx.Node("Sign", "class_active", [layers[relu.Output]]), onnx.Constant("places", [2, 3])], ("keepdims", 1));
        onnx.Node("Mul", "evidence", ["class_evidence", share]);
    }

    private static void BehindDenseLayers(OnnxWriter onnx, Network network, LayerWriter layers)
    {
        var graph = layers.Graph;
        var flatten = graph.Layers.OfType<Flatten>().Single();
        string? gradient = null; // [K, D] as long as it is the same for every picture, then [N, K, D]
        foreach (var layer in graph.Layers.Where(l => l.Output > flatten.Output).Reverse())
        {
            gradient = layer switch
            {
                Activation { Kind: ActivationKind.LogSoftmax } when gradient is null => null, // the score is the one before it
                Linear linear => Through(onnx, gradient, linear, Weight(layers, network, linear, flatten)),
                Activation a when gradient is not null => onnx.Node("Mul", $"gradient{a.Output}", [gradient, Slope(onnx, layers, a)]),
                Dropout => gradient,
                _ => throw Unknown(graph),
            };
        }

        if (graph.Layers.Any(l => l.Output > graph.Map && l.Output < flatten.Output && l is not (MaxPool or AveragePool or AdaptiveAveragePool or Dropout)))
            throw Unknown(graph);
        var map = layers.Shapes[graph.Map];
        var places = onnx.Node("Reshape", "map_places", [layers[graph.Map], onnx.Constant("map_shape", [0, map.Channels, map.Height * map.Width])]);
        var sum = onnx.Node("MatMul", "evidence_places", [gradient ?? throw Unknown(graph), places]);
        onnx.Node("Reshape", "evidence", [sum, onnx.Constant("evidence_shape", [0, layers.Shapes[^1].Channels, map.Height, map.Width])]);
    }

    /// <returns>[out, in]; of the first dense layer [out, channels], summed over the places of the pooled map.</returns>
    private static string Weight(LayerWriter layers, Network network, Linear linear, Flatten flatten)
    {
        var name = $"{linear.Name}.weight";
        if (layers.Graph.Layers.OfType<Linear>().First() != linear) return name;
        var channels = layers.Shapes[flatten.Input].Channels;
        return layers.Constant($"{linear.Name}.map", network.Parameters[name].reshape(linear.OutFeatures, channels, -1).sum(2));
    }

    private static string Through(OnnxWriter onnx, string? gradient, Linear linear, string weight) =>
        gradient is null ? weight : onnx.Node("MatMul", $"gradient{linear.Output}", [gradient, weight]);

    /// <returns>[N, 1, D]: the slope of an activation at its value y, 1 where ReLU lets through, 1 - y² for tanh.</returns>
    private static string Slope(OnnxWriter onnx, LayerWriter layers, Activation activation)
    {
        var value = layers[activation.Output];
        var name = $"slope{activation.Output}";
        var slope = activation.Kind switch
        {
            ActivationKind.Relu => onnx.Node("Sign", name, [value]),
            ActivationKind.Tanh => onnx.Node("Sub", name, [onnx.Constant($"{name}_one", [], [1f]), onnx.Node("Mul", $"{name}_square", [value, value])]),
            _ => throw Unknown(layers.Graph),
        };
        return onnx.Node("Unsqueeze", $"{name}_wide", [slope, onnx.Constant($"{name}_axis", [1])]);
    }

    private static InvalidOperationException Unknown(NetworkGraph graph) => new($"The head of {graph.Name} has a form whose maps are not known in closed form.");
}
