namespace XrayPortal.Training.Networks;

/// <summary>
/// EfficientNet-B0 with torchvision's names: inverted residuals with squeeze and excitation, SiLU, stochastic depth up to 0.2.
/// Source: Tan and Le, "EfficientNet: rethinking model scaling for convolutional neural networks", ICML 2019, table 1.
/// </summary>
internal static class EfficientNetB0
{
    private const double LastStochasticDepth = 0.2;

    private static readonly (int Expansion, int Channels, int Repeats, int Stride, int Kernel)[] Stages =
        [(1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 40, 2, 2, 5), (6, 80, 3, 2, 3), (6, 112, 3, 1, 5), (6, 192, 4, 2, 5), (6, 320, 1, 1, 3)];

    public static NetworkGraph Build(PictureShape input, int classes)
    {
        var graph = new GraphBuilder(input);
        var x = ConvBnSilu(graph, "features.0", 0, 32, 3, 2);
        var (block, blocks, middle) = (0, Stages.Sum(s => s.Repeats), 0);
        for (var stage = 0; stage < Stages.Length; stage++)
        {
            var s = Stages[stage];
            for (var repeat = 0; repeat < s.Repeats; repeat++, block++)
            {
                var name = $"features.{stage + 1}.{repeat}";
                x = Block(graph, name, x, s.Expansion, s.Channels, repeat == 0 ? s.Stride : 1, s.Kernel, LastStochasticDepth * block / blocks);
            }

            if (s.Channels == 112) middle = x;
        }

        x = ConvBnSilu(graph, $"features.{Stages.Length + 1}", x, 1280, 1, 1);
        graph.PooledHead("classifier.1", x, classes, dropout: 0.2);
        return new NetworkGraph("efficientnet-b0", input, x, middle, graph.Layers);
    }

    private static int Block(GraphBuilder graph, string name, int input, int expansion, int channels, int stride, int kernel, double drop)
    {
        var before = graph.Shape(input).Channels;
        var (x, part, hidden) = (input, 0, before * expansion);
        if (expansion != 1) x = ConvBnSilu(graph, $"{name}.block.{part++}", x, hidden, 1, 1);
        x = ConvBnSilu(graph, $"{name}.block.{part++}", x, hidden, kernel, stride, hidden);
        x = SqueezeExcitation(graph, $"{name}.block.{part++}", x, before / 4);
        x = graph.Conv($"{name}.block.{part}.0", x, channels, 1);
        x = graph.BatchNorm($"{name}.block.{part}.1", x);
        return stride == 1 && before == channels ? graph.Add(graph.StochasticDepth(x, drop), input) : x;
    }

    private static int SqueezeExcitation(GraphBuilder graph, string name, int input, int squeezed)
    {
        var x = graph.AdaptiveAveragePool(input, 1);
        x = graph.Activation(graph.Conv($"{name}.fc1", x, squeezed, 1, bias: true), ActivationKind.Silu);
        x = graph.Activation(graph.Conv($"{name}.fc2", x, graph.Shape(input).Channels, 1, bias: true), ActivationKind.Sigmoid);
        return graph.Scale(input, x);
    }

    private static int ConvBnSilu(GraphBuilder graph, string name, int input, int channels, int kernel, int stride, int groups = 1)
    {
        var x = graph.Conv($"{name}.0", input, channels, kernel, stride, (kernel - 1) / 2, groups);
        return graph.Activation(graph.BatchNorm($"{name}.1", x), ActivationKind.Silu);
    }
}
