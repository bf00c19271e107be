namespace XrayPortal.Training.Networks;

/// <summary>
/// SqueezeNet 1.1 with torchvision's names: fire modules, no batch normalisation, 512 features at stride 16.
/// Source: Iandola et al., "SqueezeNet", arXiv 1602.07360, and the authors' version 1.1.
/// </summary>
internal static class SqueezeNet11
{
    // index in torchvision's "features", input, squeeze, expand
    private static readonly (int Index, int In, int Squeeze, int Expand)[] Fires =
        [(3, 64, 16, 64), (4, 128, 16, 64), (6, 128, 32, 128), (7, 256, 32, 128), (9, 256, 48, 192), (10, 384, 48, 192), (11, 384, 64, 256), (12, 512, 64, 256)];

    public static NetworkGraph Build()
    {
        var graph = new GraphBuilder();
        var x = graph.Relu(graph.Conv("features.0", 0, 3, 64, 3, 2, bias: true));
        x = graph.MaxPool(x, 3, 2, ceilMode: true);
        MiddleLayer? middle = null;
        foreach (var fire in Fires)
        {
            if (fire.Index is 6 or 9) x = graph.MaxPool(x, 3, 2, ceilMode: true);
            var name = $"features.{fire.Index}";
            var squeezed = graph.Relu(graph.Conv($"{name}.squeeze", x, fire.In, fire.Squeeze, 1, bias: true));
            var narrow = graph.Relu(graph.Conv($"{name}.expand1x1", squeezed, fire.Squeeze, fire.Expand, 1, bias: true));
            var wide = graph.Relu(graph.Conv($"{name}.expand3x3", squeezed, fire.Squeeze, fire.Expand, 3, padding: 1, bias: true));
            x = graph.Concat(narrow, wide);
            if (fire.Index == 7) middle = new MiddleLayer(x, 2 * fire.Expand);
        }

        return new NetworkGraph("squeezenet1.1", 3, 512, "head", middle!, graph.Layers);
    }
}
