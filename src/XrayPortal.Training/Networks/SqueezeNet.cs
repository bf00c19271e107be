namespace XrayPortal.Training.Networks;

/// <summary>
/// SqueezeNet 1.0 and 1.1 with torchvision's names: fire modules, no batch normalisation, a convolution as classifier, 512 features
/// at stride 16.
/// Source: Iandola et al., "SqueezeNet", arXiv 1602.07360, table 1, and the authors' version 1.1.
/// </summary>
internal static class SqueezeNet
{
    private static readonly (int Squeeze, int Expand)[] Fires = [(16, 64), (16, 64), (32, 128), (32, 128), (48, 192), (48, 192), (64, 256), (64, 256)];

    public static NetworkGraph Build10(PictureShape input, int classes) => Build("squeezenet1.0", 96, 7, [4, 8], input, classes);

    public static NetworkGraph Build11(PictureShape input, int classes) => Build("squeezenet1.1", 64, 3, [3, 5], input, classes);

    /// <param name="poolBefore">Numbers of the fire modules, 2 to 9 as in the paper, less one, before which maps are halved.</param>
    private static NetworkGraph Build(string name, int firstWidth, int firstKernel, int[] poolBefore, PictureShape input, int classes)
    {
        var graph = new GraphBuilder(input);
        var x = graph.Relu(graph.Conv("features.0", 0, firstWidth, firstKernel, 2, bias: true));
        x = graph.MaxPool(x, 3, 2, ceilMode: true);
        var (index, middle) = (3, 0);
        for (var fire = 0; fire < Fires.Length; fire++)
        {
            if (poolBefore.Contains(fire + 1))
            {
                x = graph.MaxPool(x, 3, 2, ceilMode: true);
                index++;
            }

            x = Fire(graph, $"features.{index++}", x, Fires[fire].Squeeze, Fires[fire].Expand);
            if (fire == 3) middle = x;
        }

        var map = x;
        x = graph.Relu(graph.Conv("classifier.1", graph.Dropout(x, 0.5), classes, 1, bias: true));
        graph.Flatten(graph.AdaptiveAveragePool(x, 1));
        return new NetworkGraph(name, input, map, middle, graph.Layers);
    }

    private static int Fire(GraphBuilder graph, string name, int input, int squeeze, int expand)
    {
        var squeezed = graph.Relu(graph.Conv($"{name}.squeeze", input, squeeze, 1, bias: true));
        var narrow = graph.Relu(graph.Conv($"{name}.expand1x1", squeezed, expand, 1, bias: true));
        var wide = graph.Relu(graph.Conv($"{name}.expand3x3", squeezed, expand, 3, padding: 1, bias: true));
        return graph.Concat(narrow, wide);
    }
}
