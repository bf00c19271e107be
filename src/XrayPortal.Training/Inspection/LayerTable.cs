using System.Text.Json.Serialization;
using XrayPortal.Training.Networks;

namespace XrayPortal.Training.Inspection;

/// <summary>What one layer costs and sees.</summary>
/// <param name="Kind">What it does, in a word or two.</param>
/// <param name="Kernel">Side of its window; 0 where it has none. So are stride, padding and dilation.</param>
/// <param name="Weights">Learnt numbers besides biases.</param>
/// <param name="MultiplyAccumulates">For one picture.</param>
/// <param name="ActivationBytes">Memory of its output for one picture in float32.</param>
/// <param name="ReceptiveField">Side of the square of input pixels that one place of its output can see, in pixels; null: the whole picture.</param>
/// <param name="EffectiveStride">Input pixels between neighbouring places of its output; null where there is one place.</param>
public sealed record LayerRow(
    int Number, string Kind, string? Name, IReadOnlyList<int> Inputs, int Kernel, int Stride, int Padding, int Dilation, PictureShape Output,
    long Weights, long Biases, long MultiplyAccumulates, long ActivationBytes, int? ReceptiveField, int? EffectiveStride)
{
    public long Parameters => Weights + Biases;

    /// <summary>What <c>inspect --change</c> can set of it.</summary>
    public required IReadOnlyList<string> Settings { get; init; }
}

/// <summary>A network, layer by layer, with its totals.</summary>
/// <remarks>
/// Receptive field r and effective stride j follow r' = r + D(F - 1)j, j' = jS from r = j = 1; where branches meet, the larger field counts.
/// Source: Araujo et al., "Computing receptive fields of convolutional neural networks", Distill 2019, equations 2 and 5.
/// Multiply-accumulates count convolutions and dense layers alone, one per product, as is usual.
/// </remarks>
public sealed record LayerTable(string Network, PictureShape Input, IReadOnlyList<LayerRow> Rows)
{
    private const int BytesPerValue = 4;

    /// <summary>What was drawn of it, if anything.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DrawnPictures? Pictures { get; init; }

    public long Parameters => Rows.Sum(r => r.Parameters);

    public long MultiplyAccumulates => Rows.Sum(r => r.MultiplyAccumulates);

    public long ActivationBytes => Rows.Sum(r => r.ActivationBytes);

    /// <summary>Layers with weights on the longest way from picture to logits, norms aside: what a network's name counts.</summary>
    public int Depth
    {
        get
        {
            var depths = new int[Rows.Count + 1];
            foreach (var row in Rows) depths[row.Number] = row.Inputs.Max(i => depths[i]) + (row.MultiplyAccumulates > 0 ? 1 : 0);
            return depths[^1];
        }
    }

    public static LayerTable Of(NetworkGraph graph)
    {
        var shapes = LayerShapes.Of(graph);
        var sights = new List<Sight> { new(1, 1) };
        var rows = new List<LayerRow>();
        foreach (var layer in graph.Layers)
        {
            var window = WindowOf(layer);
            var sight = See(layer, window, [.. layer.Inputs.Select(i => sights[i])]);
            sights.Add(sight);
            var output = shapes[layer.Output];
            var (weights, biases, products) = Cost(layer, output);
            rows.Add(new LayerRow(
                layer.Output, layer.KindName, layer.ParameterName, layer.Inputs, window.Kernel, window.Stride, window.Padding, window.Dilation, output,
                weights, biases, products, output.Elements * BytesPerValue, sight.Field, sight.Stride)
            {
                Settings = GraphChanges.Settings(layer),
            });
        }

        return new LayerTable(graph.Name, graph.Input, rows);
    }

    private static (long Weights, long Biases, long Products) Cost(Layer layer, PictureShape output) => layer switch
    {
        Conv c => Convolution((long)c.OutChannels * (c.InChannels / c.Groups) * c.Kernel * c.Kernel, c.Bias ? c.OutChannels : 0, (long)output.Height * output.Width),
        Linear l => ((long)l.InFeatures * l.OutFeatures, l.OutFeatures, (long)l.InFeatures * l.OutFeatures),
        BatchNorm b => (b.Channels, b.Channels, 0),
        _ => (0, 0, 0),
    };

    private static (long Weights, long Biases, long Products) Convolution(long weights, long biases, long places) => (weights, biases, weights * places);

    private static Window WindowOf(Layer layer) => layer switch
    {
        Conv c => new Window(c.Kernel, c.Stride, c.Padding, c.Dilation),
        MaxPool p => new Window(p.Kernel, p.Stride, p.Padding, 1),
        AveragePool p => new Window(p.Kernel, p.Stride, 0, 1),
        _ => default,
    };

    private static Sight See(Layer layer, Window window, IReadOnlyList<Sight> inputs)
    {
        if (layer is AdaptiveAveragePool or Flatten or Linear || inputs.Any(i => i.Field is null)) return Sight.Whole;
        var (field, stride) = (inputs.Max(i => i.Field!.Value), inputs.Max(i => i.Stride!.Value));
        return window.Kernel == 0
            ? new Sight(field, stride)
            : new Sight(field + (window.Dilation * (window.Kernel - 1) * stride), stride * window.Stride);
    }

    private readonly record struct Window(int Kernel, int Stride, int Padding, int Dilation);

    private readonly record struct Sight(int? Field, int? Stride)
    {
        public static readonly Sight Whole = new(null, null);
    }
}
