namespace XrayPortal.Training.Networks;

/// <summary>
/// ResNet with torchvision's names: basic blocks (18, 34) or bottlenecks with the stride on the 3 x 3 (50). It can be cut after
/// <c>layer3</c>: features at stride 16, a finer map and a quarter of the parameters.
/// Source: He et al., "Deep residual learning for image recognition", CVPR 2016, table 1.
/// </summary>
internal static class ResNet
{
    /// <param name="depth">Layers with weights: 18, 34 or 50.</param>
    /// <param name="stages">4, or 3 for a cut after <c>layer3</c>.</param>
    public static NetworkGraph Build(int depth, int stages, PictureShape input, int classes)
    {
        int[] repeats = depth == 18 ? [2, 2, 2, 2] : [3, 4, 6, 3];
        var graph = new GraphBuilder(input);
        var x = graph.Conv("conv1", 0, 64, 7, 2, 3);
        x = graph.Relu(graph.BatchNorm("bn1", x));
        x = graph.MaxPool(x, 3, 2, 1);
        var middle = 0;
        for (var stage = 1; stage <= stages; stage++)
        {
            var width = 64 << (stage - 1);
            for (var block = 0; block < repeats[stage - 1]; block++)
            {
                var stride = stage > 1 && block == 0 ? 2 : 1;
                var name = $"layer{stage}.{block}";
                x = depth == 50 ? Bottleneck(graph, name, x, width, stride) : BasicBlock(graph, name, x, width, stride);
            }

            if (stage == 2) middle = x;
        }

        graph.PooledHead("fc", x, classes);
        return new NetworkGraph(stages == 4 ? $"resnet{depth}" : $"resnet{depth}-layer{stages}", input, x, middle, graph.Layers);
    }

    private static int BasicBlock(GraphBuilder graph, string name, int input, int width, int stride)
    {
        var x = graph.Conv($"{name}.conv1", input, width, 3, stride, 1);
        x = graph.Relu(graph.BatchNorm($"{name}.bn1", x));
        x = graph.Conv($"{name}.conv2", x, width, 3, 1, 1);
        x = graph.BatchNorm($"{name}.bn2", x);
        return graph.Relu(graph.Add(x, Shortcut(graph, name, input, width, stride)));
    }

    private static int Bottleneck(GraphBuilder graph, string name, int input, int width, int stride)
    {
        var x = graph.Conv($"{name}.conv1", input, width, 1);
        x = graph.Relu(graph.BatchNorm($"{name}.bn1", x));
        x = graph.Conv($"{name}.conv2", x, width, 3, stride, 1);
        x = graph.Relu(graph.BatchNorm($"{name}.bn2", x));
        x = graph.Conv($"{name}.conv3", x, 4 * width, 1);
        x = graph.BatchNorm($"{name}.bn3", x);
        return graph.Relu(graph.Add(x, Shortcut(graph, name, input, 4 * width, stride)));
    }

    private static int Shortcut(GraphBuilder graph, string name, int input, int channels, int stride)
    {
        if (stride == 1 && graph.Shape(input).Channels == channels) return input;
        var x = graph.Conv($"{name}.downsample.0", input, channels, 1, stride);
        return graph.BatchNorm($"{name}.downsample.1", x);
    }
}
