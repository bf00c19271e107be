using TorchSharp;
using XrayPortal.Training.Export.Int8;
using XrayPortal.Training.Networks;
using static TorchSharp.torch;

namespace XrayPortal.Training.Export;

/// <summary>
/// A trained network as one ONNX graph from raw pixels to probability, map and embedding: antialiased resize and normalisation inside,
/// batch normalisation folded into the convolutions. Same weights, same bytes.
/// </summary>
/// <remarks>
/// A network with one node gives <c>logit</c>, <c>probability</c> [N,1] and <c>cam</c> [N,1,h,w]; one with K nodes gives <c>logits</c>,
/// <c>probabilities</c> [N,K] and <c>cam</c> [N,K,h,w], a map for each class. Both give <c>embedding</c> [N,D]: the last feature map and
/// the middle one, averaged over their places.
/// </remarks>
internal static class OnnxExporter
{
    private const int Opset = 18;

    /// <param name="rule">Side of the square, channels of the pixels and their normalisation.</param>
    /// <param name="temperature">Divides the logits before sigmoid or softmax.</param>
    /// <param name="int8">What of the backbone is stored in 8 bits; null: nothing.</param>
    /// <exception cref="InvalidOperationException">The network was laid out for another side than the rule's.</exception>
    public static byte[] Export(Network network, InputRule rule, double temperature, Int8Plan? int8 = null)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var onnx = new OnnxWriter();
        var layers = Backbone(onnx, network, rule, int8);
        HeadWriter.Write(onnx, network, layers, temperature);
        return onnx.Model(network.Graph.Name, Opset, "XrayPortal", "1");
    }

    /// <summary>The graph up to the last feature map, with the named results as its outputs: what the calibration of 8-bit ranges looks at.</summary>
    public static byte[] ExportResults(Network network, InputRule rule, IEnumerable<int> results)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var onnx = new OnnxWriter();
        var layers = Backbone(onnx, network, rule, int8: null);
        foreach (var result in results) onnx.Output(layers[result], "N", "C", "h", "w");
        return onnx.Model(network.Graph.Name, Opset, "XrayPortal", "1");
    }

    private static LayerWriter Backbone(OnnxWriter onnx, Network network, InputRule rule, Int8Plan? int8)
    {
        var channels = network.Graph.Input.Channels;
        if (rule.NormalisedChannels != channels && rule.NormalisedChannels != 1)
            throw new ArgumentException($"{network.Graph.Name} reads {channels} channels; the rule gives {rule.NormalisedChannels}.", nameof(rule));
        var graph = network.Graph with { Input = new PictureShape(channels, rule.Side) };
        var layers = new LayerWriter(onnx, network, graph, InputWriter.Write(onnx, rule), rule.NormalisedChannels, int8);
        foreach (var layer in graph.Layers.TakeWhile(l => l.Output <= graph.Map)) layers.Write(layer);
        return layers;
    }
}
