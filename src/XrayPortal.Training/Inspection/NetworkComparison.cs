using System.Diagnostics;
using System.Globalization;
using XrayPortal.Training.Networks;
using static TorchSharp.torch;

namespace XrayPortal.Training.Inspection;

/// <summary>One network beside others.</summary>
/// <param name="FilterSizes">Sides of its convolution kernels, largest first.</param>
/// <param name="ReceptiveField">Of one place of its last map, in input pixels; null: the whole picture.</param>
/// <param name="Milliseconds">Median time of one picture, batches of one; null where it was not measured.</param>
public sealed record ComparedNetwork(
    string Name, PictureShape Input, int Depth, IReadOnlyList<int> FilterSizes, long Parameters, long MultiplyAccumulates, int? ReceptiveField, double? Milliseconds)
{
    public static ComparedNetwork Of(NetworkGraph graph, double? milliseconds)
    {
        var table = LayerTable.Of(graph);
        var filters = graph.Layers.OfType<Conv>().Select(c => c.Kernel).Distinct().OrderDescending().ToArray();
        return new ComparedNetwork(
            graph.Name, graph.Input, table.Depth, filters, table.Parameters, table.MultiplyAccumulates, table.Rows[graph.Map - 1].ReceptiveField, milliseconds);
    }
}

/// <summary>Networks side by side.</summary>
internal static class NetworkComparison
{
    /// <param name="rounds">Measured passes of each network, taken in turns after one to warm up; 0: none.</param>
    public static IReadOnlyList<ComparedNetwork> Of(IReadOnlyList<NetworkGraph> graphs, int rounds)
    {
        var times = graphs.Select(_ => new List<double>()).ToArray();
        if (rounds > 0) Measure(graphs, rounds, times);
        return [.. graphs.Select((graph, i) => ComparedNetwork.Of(graph, times[i].Count == 0 ? null : times[i].Order().ElementAt(times[i].Count / 2)))];
    }

    public static string Write(IReadOnlyList<ComparedNetwork> networks)
    {
        string[] head = ["network", "picture", "depth", "filters", "parameters", "mult-adds", "sees", "ms a picture"];
        var rows = networks.Select(n => new[]
        {
            n.Name, n.Input.ToString(), LayerTableText.Number(n.Depth), string.Join(' ', n.FilterSizes), LayerTableText.Number(n.Parameters),
            LayerTableText.Short(n.MultiplyAccumulates), n.ReceptiveField is { } field ? LayerTableText.Number(field) : "all",
            n.Milliseconds is { } took ? took.ToString("0.0", CultureInfo.InvariantCulture) : "",
        });
        return LayerTableText.Columns(head, rows, leftAligned: 2) + "\n" + SmallKernels();
    }

    /// <summary>Why networks after AlexNet stack 3 x 3 kernels.</summary>
    private static string SmallKernels()
    {
        const int channels = 64;
        var (three, one) = (Stack(3, 3), Stack(7, 1));
        return $"Three 3x3 convolutions see {three.Rows[^1].ReceptiveField} pixels, as one 7x7 does ({one.Rows[^1].ReceptiveField}); with {channels} channels they have "
            + $"{LayerTableText.Number(three.Parameters)} weights instead of {LayerTableText.Number(one.Parameters)} ({100.0 * three.Parameters / one.Parameters:0} %) "
            + "and two more non-linearities between them.\n";

        static LayerTable Stack(int kernel, int times)
        {
            var graph = new GraphBuilder(new PictureShape(channels, 32));
            var x = 0;
            for (var i = 0; i < times; i++) x = graph.Conv($"conv{i}", x, channels, kernel, padding: kernel / 2);
            return LayerTable.Of(new NetworkGraph("stack", graph.Shape(0), x, x, graph.Layers));
        }
    }

    private static void Measure(IReadOnlyList<NetworkGraph> graphs, int rounds, List<double>[] times)
    {
        var networks = graphs.Select(g => new Network(g, seed: 1)).ToArray();
        try
        {
            for (var round = -1; round < rounds; round++)
            {
                for (var i = 0; i < networks.Length; i++)
                {
                    var took = Pass(networks[i]);
                    if (round >= 0) times[i].Add(took);
                }
            }
        }
        finally
        {
            foreach (var network in networks) network.Dispose();
        }
    }

    private static double Pass(Network network)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var shape = network.Graph.Input;
        var input = rand(1, shape.Channels, shape.Height, shape.Width);
        var watch = Stopwatch.StartNew();
        network.Results(input, training: false);
        return watch.Elapsed.TotalMilliseconds;
    }
}
