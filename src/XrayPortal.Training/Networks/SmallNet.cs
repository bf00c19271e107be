namespace XrayPortal.Training.Networks;

/// <summary>A small network of four stride-2 convolutions for phantoms, demonstrations and tests; trains from scratch in seconds.</summary>
internal static class SmallNet
{
    public static NetworkGraph Build()
    {
        var graph = new GraphBuilder();
        var x = 0;
        var channels = 3;
        MiddleLayer? middle = null;
        int[] widths = [16, 32, 64, 64];
        for (var i = 0; i < widths.Length; i++)
        {
            x = graph.Conv($"conv{i + 1}", x, channels, widths[i], 3, 2, 1);
            x = graph.Relu(graph.BatchNorm($"bn{i + 1}", x, widths[i]));
            channels = widths[i];
            if (i == 2) middle = new MiddleLayer(x, channels);
        }

        return new NetworkGraph("small", 3, channels, "fc", middle!, graph.Layers);
    }
}
