namespace XrayPortal.Training.Networks;

/// <summary>
/// DenseNet-121 with torchvision's names: every layer of a block reads all maps before it; 32 new channels a layer.
/// Source: Huang et al., "Densely connected convolutional networks", CVPR 2017, table 1.
/// </summary>
internal static class DenseNet121
{
    private const int Growth = 32;
    private static readonly int[] Blocks = [6, 12, 24, 16];

    public static NetworkGraph Build(PictureShape input, int classes)
    {
        var graph = new GraphBuilder(input);
        var x = graph.Conv("features.conv0", 0, 64, 7, 2, 3);
        x = graph.Relu(graph.BatchNorm("features.norm0", x));
        x = graph.MaxPool(x, 3, 2, 1);
        var middle = 0;
        for (var block = 1; block <= Blocks.Length; block++)
        {
            for (var layer = 1; layer <= Blocks[block - 1]; layer++) x = DenseLayer(graph, $"features.denseblock{block}.denselayer{layer}", x);
            if (block == 2) middle = x;
            if (block < Blocks.Length) x = Transition(graph, $"features.transition{block}", x);
        }

        x = graph.Relu(graph.BatchNorm("features.norm5", x));
        graph.PooledHead("classifier", x, classes);
        return new NetworkGraph("densenet121", input, x, middle, graph.Layers);
    }

    private static int DenseLayer(GraphBuilder graph, string name, int input)
    {
        var x = graph.Relu(graph.BatchNorm($"{name}.norm1", input));
        x = graph.Conv($"{name}.conv1", x, 4 * Growth, 1);
        x = graph.Relu(graph.BatchNorm($"{name}.norm2", x));
        return graph.Concat(input, graph.Conv($"{name}.conv2", x, Growth, 3, 1, 1));
    }

    private static int Transition(GraphBuilder graph, string name, int input)
    {
        var x = graph.Relu(graph.BatchNorm($"{name}.norm", input));
        x = graph.Conv($"{name}.conv", x, graph.Shape(input).Channels / 2, 1);
        return graph.AveragePool(x, 2, 2);
    }
}
