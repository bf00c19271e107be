namespace XrayPortal.Training.Networks;

/// <summary>
/// MobileNetV2 1.0 with torchvision's names: inverted residuals, 1,280 features at stride 32.
/// Source: Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", CVPR 2018, table 2.
/// </summary>
internal static class MobileNetV2
{
    private static readonly (int Expansion, int Channels, int Repeats, int Stride)[] Stages =
        [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];

    public static NetworkGraph Build(PictureShape input, int classes)
    {
        var graph = new GraphBuilder(input);
        var x = ConvBnRelu6(graph, "features.0", 0, 32, 3, 2);
        var (index, middle) = (1, 0);
        foreach (var stage in Stages)
        {
            for (var repeat = 0; repeat < stage.Repeats; repeat++)
            {
                x = InvertedResidual(graph, $"features.{index}.conv", x, stage.Channels, repeat == 0 ? stage.Stride : 1, stage.Expansion);
                if (stage.Channels == 96 && repeat == 0) middle = x;
                index++;
            }
        }

        x = ConvBnRelu6(graph, $"features.{index}", x, 1280, 1, 1);
        graph.PooledHead("classifier.1", x, classes, dropout: 0.2);
        return new NetworkGraph("mobilenetv2", input, x, middle, graph.Layers);
    }

    private static int InvertedResidual(GraphBuilder graph, string name, int input, int channels, int stride, int expansion)
    {
        var before = graph.Shape(input).Channels;
        var (x, part, hidden) = (input, 0, before * expansion);
        if (expansion != 1) x = ConvBnRelu6(graph, $"{name}.{part++}", x, hidden, 1, 1);
        x = ConvBnRelu6(graph, $"{name}.{part++}", x, hidden, 3, stride, hidden);
        x = graph.Conv($"{name}.{part++}", x, channels, 1);
        x = graph.BatchNorm($"{name}.{part}", x);
        return stride == 1 && before == channels ? graph.Add(input, x) : x;
    }

    private static int ConvBnRelu6(GraphBuilder graph, string name, int input, int channels, int kernel, int stride, int groups = 1)
    {
        var x = graph.Conv($"{name}.0", input, channels, kernel, stride, (kernel - 1) / 2, groups);
        return graph.Activation(graph.BatchNorm($"{name}.1", x), ActivationKind.Relu6);
    }
}
