namespace XrayPortal.Training.Networks;

/// <summary>
/// MobileNetV2 1.0 with torchvision's names: inverted residuals, 1,280 features at stride 32.
/// Source: Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", CVPR 2018, table 2.
/// </summary>
internal static class MobileNetV2
{
    // expansion, output channels, repeats, stride of the first
    private static readonly (int Expansion, int Channels, int Repeats, int Stride)[] Stages =
        [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];

    public static NetworkGraph Build()
    {
        var graph = new GraphBuilder();
        var x = ConvBnRelu6(graph, "features.0", 0, 3, 32, 3, 2);
        var channels = 32;
        var index = 1;
        MiddleLayer? middle = null;
        foreach (var stage in Stages)
        {
            for (var repeat = 0; repeat < stage.Repeats; repeat++)
            {
                var stride = repeat == 0 ? stage.Stride : 1;
                x = InvertedResidual(graph, $"features.{index}.conv", x, channels, stage.Channels, stride, stage.Expansion);
                channels = stage.Channels;
                if (channels == 96) middle ??= new MiddleLayer(x, channels);
                index++;
            }
        }

        ConvBnRelu6(graph, $"features.{index}", x, channels, 1280, 1, 1);
        return new NetworkGraph("mobilenetv2", 3, 1280, "classifier.1", middle!, graph.Layers);
    }

    private static int InvertedResidual(GraphBuilder graph, string name, int input, int inChannels, int outChannels, int stride, int expansion)
    {
        var hidden = inChannels * expansion;
        var x = input;
        var part = 0;
        if (expansion != 1) x = ConvBnRelu6(graph, $"{name}.{part++}", x, inChannels, hidden, 1, 1);
        x = ConvBnRelu6(graph, $"{name}.{part++}", x, hidden, hidden, 3, stride, hidden);
        x = graph.Conv($"{name}.{part++}", x, hidden, outChannels, 1);
        x = graph.BatchNorm($"{name}.{part}", x, outChannels);
        return stride == 1 && inChannels == outChannels ? graph.Add(input, x) : x;
    }

    private static int ConvBnRelu6(GraphBuilder graph, string name, int input, int inChannels, int outChannels, int kernel, int stride, int groups = 1)
    {
        var x = graph.Conv($"{name}.0", input, inChannels, outChannels, kernel, stride, (kernel - 1) / 2, groups);
        x = graph.BatchNorm($"{name}.1", x, outChannels);
        return graph.Relu6(x);
    }
}
