namespace XrayPortal.Training.Networks;

/// <summary>A small network of four stride-2 convolutions for phantoms, demonstrations and tests; trains from scratch in seconds.</summary>
internal static class SmallNet
{
    private static readonly int[] Widths = [16, 32, 64, 64];

    public static NetworkGraph Build(PictureShape input, int classes)
    {
        var graph = new GraphBuilder(input);
        var (x, middle) = (0, 0);
        for (var i = 0; i < Widths.Length; i++)
        {
            x = graph.Conv($"conv{i + 1}", x, Widths[i], 3, 2, 1);
            x = graph.Relu(graph.BatchNorm($"bn{i + 1}", x));
            if (i == 2) middle = x;
        }

        graph.PooledHead("fc", x, classes);
        return new NetworkGraph("small", input, x, middle, graph.Layers);
    }
}
