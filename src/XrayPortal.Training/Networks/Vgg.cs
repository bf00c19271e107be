namespace XrayPortal.Training.Networks;

/// <summary>
/// VGG with torchvision's names: five stages of 3 x 3 convolutions, each halved by a max pool, three dense layers; with or
/// without batch normalisation.
/// Source: Simonyan and Zisserman, "Very deep convolutional networks for large-scale image recognition", ICLR 2015, table 1 (A, D, E).
/// </summary>
internal static class Vgg
{
    private static readonly int[] Widths = [64, 128, 256, 512, 512];

    /// <param name="depth">Layers with weights: 11, 16 or 19.</param>
    public static NetworkGraph Build(int depth, bool normalised, PictureShape input, int classes)
    {
        int[] repeats = depth switch
        {
            11 => [1, 1, 2, 2, 2],
            16 => [2, 2, 3, 3, 3],
            19 => [2, 2, 4, 4, 4],
            _ => throw new ArgumentOutOfRangeException(nameof(depth), depth, "VGG has 11, 16 or 19 layers here."),
        };
        var graph = new GraphBuilder(input);
        var (x, index, map, middle) = (0, 0, 0, 0);
        for (var stage = 0; stage < Widths.Length; stage++)
        {
            for (var repeat = 0; repeat < repeats[stage]; repeat++)
            {
                x = graph.Conv($"features.{index}", x, Widths[stage], 3, padding: 1, bias: true);
                if (normalised) x = graph.BatchNorm($"features.{index + 1}", x);
                x = graph.Relu(x);
                index += normalised ? 3 : 2;
            }

            if (stage == 2) middle = x;
            map = x;
            x = graph.MaxPool(x, 2, 2);
            index++;
        }

        x = graph.Flatten(graph.AdaptiveAveragePool(x, 7));
        x = graph.Dropout(graph.Relu(graph.Linear("classifier.0", x, 4096)), 0.5);
        x = graph.Dropout(graph.Relu(graph.Linear("classifier.3", x, 4096)), 0.5);
        graph.Linear("classifier.6", x, classes);
        return new NetworkGraph($"vgg{depth}{(normalised ? "-bn" : "")}", input, map, middle, graph.Layers);
    }
}
