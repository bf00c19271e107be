using System.Diagnostics;
using System.Globalization;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;
using static TorchSharp.torch;

namespace XrayPortal.Training.Inspection;

/// <summary>One network beside others.</summary>
/// <param name="FilterSizes">Sides of its convolution kernels, largest first.</param>
/// <param name="ReceptiveField">Of one place of its last map, in input pixels; null: the whole picture.</param>
/// <param name="Milliseconds">Median time of one picture, batches of one; null where it was not measured.</param>
public sealed record ComparedNetwork(
    string Name, PictureShape Input, int Depth, IReadOnlyList<int> FilterSizes, long Parameters, long MultiplyAccumulates, int? ReceptiveField, double? Milliseconds)
{
    /// <summary>Whether a model for films can be made of it.</summary>
    public bool ForFilms { get; init; }

    /// <summary>Whether there are ImageNet weights to start it from.</summary>
    public bool ImageNetWeights { get; init; }

    public static ComparedNetwork Of(NetworkGraph graph, double? milliseconds)
    {
        var table = LayerTable.Of(graph);
        var filters = graph.Layers.OfType<Conv>().Select(c => c.Kernel).Distinct().OrderDescending().ToArray();
        return new ComparedNetwork(
            graph.Name, graph.Input, table.Depth, filters, table.Parameters, table.MultiplyAccumulates, table.Rows[graph.Map - 1].ReceptiveField, milliseconds)
        {
            ForFilms = NetworkCatalogue.Entries.Any(e => e.Name == graph.Name && e.ForFilms),
            ImageNetWeights = StartingWeights.HasImageNet(graph.Name),
        };
    }
}

/// <summary>Why networks after AlexNet stack 3 x 3 kernels: three of them against one 7 x 7 over as many channels.</summary>
/// <param name="ReceptiveField">Pixels that either sees along a side.</param>
/// <param name="ThreeWeights">Of three 3 x 3 convolutions.</param>
/// <param name="OneWeights">Of one 7 x 7 convolution.</param>
public sealed record SmallKernels(int Channels, int ReceptiveField, long ThreeWeights, long OneWeights)
{
    public static SmallKernels Of(int channels)
    {
        var (three, one) = (Stack(3, 3), Stack(7, 1));
        return three.Rows[^1].ReceptiveField == one.Rows[^1].ReceptiveField
            ? new SmallKernels(channels, one.Rows[^1].ReceptiveField!.Value, three.Parameters, one.Parameters)
            : throw new InvalidOperationException("Three 3x3 kernels must see what one 7x7 sees.");

        LayerTable Stack(int kernel, int times)
        {
            var graph = new GraphBuilder(new PictureShape(channels, 32));
            var x = 0;
            for (var i = 0; i < times; i++) x = graph.Conv($"conv{i}", x, channels, kernel, padding: kernel / 2);
            return LayerTable.Of(new NetworkGraph("stack", graph.Shape(0), x, x, graph.Layers));
        }
    }
}

/// <summary>Networks side by side.</summary>
public sealed record NetworkComparison(IReadOnlyList<ComparedNetwork> Networks, SmallKernels SmallKernels)
{
    private const int Channels = 64;

    /// <param name="rounds">Measured passes of each network, taken in turns after one to warm up; 0: none.</param>
    public static NetworkComparison Of(IReadOnlyList<NetworkGraph> graphs, int rounds)
    {
        var times = graphs.Select(_ => new List<double>()).ToArray();
        if (rounds > 0) Measure(graphs, rounds, times);
        return new NetworkComparison(
            [.. graphs.Select((graph, i) => ComparedNetwork.Of(graph, times[i].Count == 0 ? null : times[i].Order().ElementAt(times[i].Count / 2)))],
            SmallKernels.Of(Channels));
    }

    /// <summary>For people to read in a terminal.</summary>
    public string ToText()
    {
        string[] head = ["network", "picture", "depth", "filters", "parameters", "mult-adds", "sees", "ms a picture"];
        var rows = Networks.Select(n => new[]
        {
            n.Name, n.Input.ToString(), LayerTableText.Number(n.Depth), string.Join(' ', n.FilterSizes), LayerTableText.Number(n.Parameters),
            LayerTableText.Short(n.MultiplyAccumulates), n.ReceptiveField is { } field ? LayerTableText.Number(field) : "all",
            n.Milliseconds is { } took ? took.ToString("0.0", CultureInfo.InvariantCulture) : "",
        });
        return LayerTableText.Columns(head, rows, leftAligned: 2) + "\n"
            + $"Three 3x3 convolutions see {SmallKernels.ReceptiveField} pixels, as one 7x7 does; with {SmallKernels.Channels} channels they have "
            + $"{LayerTableText.Number(SmallKernels.ThreeWeights)} weights instead of {LayerTableText.Number(SmallKernels.OneWeights)} ({100.0 * SmallKernels.ThreeWeights / SmallKernels.OneWeights:0} %) "
            + "and two more non-linearities between them.\n";
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
