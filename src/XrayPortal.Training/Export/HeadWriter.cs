using XrayPortal.Training.Networks;

namespace XrayPortal.Training.Export;

/// <summary>What a package's graph gives: logits, probabilities, maps of evidence, embedding.</summary>
internal static class HeadWriter
{
    public static void Write(OnnxWriter onnx, Network network, LayerWriter layers, double temperature)
    {
        var graph = layers.Graph;
        var classes = layers.Shapes[^1].Channels;
        var (logit, probability) = classes == 1 ? ("logit", "probability") : ("logits", "probabilities");
        var (map, middle) = (layers.Shapes[graph.Map], layers.Shapes[graph.Middle]);

        onnx.Node("Flatten", "pooled_flat", [onnx.Node("GlobalAveragePool", "pooled", [layers[graph.Map]])], ("axis", 1));
        var middlePooled = onnx.Node("Flatten", "middle_flat", [onnx.Node("GlobalAveragePool", "middle_pooled", [layers[graph.Middle]])], ("axis", 1));
        onnx.Node("Concat", "embedding", ["pooled_flat", middlePooled], ("axis", 1));
        WriteLogits(onnx, network, layers, logit);
        var cooled = onnx.Node("Mul", "cooled", [logit, onnx.Constant("inverse_temperature", [1], [(float)(1 / temperature)])]);
        if (classes == 1) onnx.Node("Sigmoid", probability, [cooled]);
        else onnx.Node("Softmax", probability, [cooled], ("axis", 1));
        ClassMaps.Write(onnx, network, layers);

        onnx.Output(logit, "N", classes);
        onnx.Output(probability, "N", classes);
        onnx.Output("cam", "N", classes, "h", "w");
        onnx.Output("embedding", "N", map.Channels + middle.Channels);
    }

    private static void WriteLogits(OnnxWriter onnx, Network network, LayerWriter layers, string logit)
    {
        var graph = layers.Graph;
        if (graph.HasPooledHead)
        {
            // The pooled features are there already, for the embedding.
            onnx.Node("Gemm", logit, ["pooled_flat", layers.Constant("head.weight", network.HeadWeight), layers.Constant("head.bias", network.HeadBias)], ("transB", 1));
            return;
        }

        foreach (var layer in graph.Layers.Where(l => l.Output > graph.Map)) layers.Write(layer, layer.Output == graph.Layers.Count ? logit : null);
    }
}
