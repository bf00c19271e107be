using Microsoft.ML.OnnxRuntime;
using XrayPortal.Imaging.Grey;
using XrayPortal.Training.Networks;

namespace XrayPortal.Training.Export.Int8;

/// <summary>How a range is drawn from the values that were seen.</summary>
/// <param name="Share">Share of the values that shall lie within at each end; 1: all of them.</param>
internal readonly record struct RangeRule(double Share)
{
    public static readonly IReadOnlyList<RangeRule> All = [new(1), new(0.99999), new(0.9999), new(0.999)];

    public override string ToString() => Share == 1 ? "min-max" : $"percentile {100 * Share:0.###}";
}

/// <summary>What values the results of a network take on given pictures: extremes first, then a histogram between them.</summary>
internal sealed class ValueRanges
{
    private const int Bars = 4096;

    private readonly NetworkGraph graph;
    private readonly Dictionary<int, (float Low, float High, long[] Counts, double[] Sums)> seen = [];

    private ValueRanges(NetworkGraph graph, int channels)
    {
        this.graph = graph;
        var shapes = LayerShapes.Of(graph);
        foreach (var point in Int8Plan.Points(graph, FloatParts.None))
            seen[point] = (0, 0, new long[Bars], new double[point == 0 ? channels : shapes[point].Channels]);
    }

    /// <summary>Runs the float graph over the pictures, twice.</summary>
    /// <param name="read">Gives the picture of each file.</param>
    public static ValueRanges Of(Network network, InputRule rule, IReadOnlyList<string> files, Func<string, GreyImage> read)
    {
        var points = Int8Plan.Points(network.Graph, FloatParts.None);
        using var session = new InferenceSession(OnnxExporter.ExportResults(network, rule, points));
        string[] names = [.. session.OutputNames];
        var ranges = new ValueRanges(network.Graph, rule.NormalisedChannels);
        foreach (var file in files) Each(read(file), (point, values) => ranges.Widen(point, values));
        foreach (var file in files) Each(read(file), (point, values) => ranges.Count(point, values));
        return ranges;

        void Each(GreyImage image, Action<int, ReadOnlySpan<float>> look)
        {
            using var pixels = OrtValue.CreateTensorValueFromMemory(image.Pixels, [1, 1, image.Height, image.Width]);
            using var options = new RunOptions();
            using var outputs = session.Run(options, [session.InputNames[0]], [pixels], names);
            for (var i = 0; i < points.Count; i++) look(points[i], outputs[i].GetTensorDataAsSpan<float>());
        }
    }

    /// <summary>The plan with ranges drawn by a rule. A max pool takes the range of what it reads: its values are among them.</summary>
    public Int8Plan Plan(RangeRule rule, FloatParts kept)
    {
        var results = Int8Plan.Points(graph, kept).ToDictionary(p => p, p => new KeptResult(Range(p, rule), Means(p)));
        foreach (var pool in graph.Layers.OfType<MaxPool>())
            if (results.TryGetValue(pool.Output, out var pooled) && results.TryGetValue(pool.Input, out var read)) results[pool.Output] = pooled with { Range = read.Range };
        return new Int8Plan(results);
    }

    private void Widen(int point, ReadOnlySpan<float> values)
    {
        var (low, high, counts, sums) = seen[point];
        foreach (var value in values)
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        seen[point] = (low, high, counts, sums);
    }

    private void Count(int point, ReadOnlySpan<float> values)
    {
        var (low, high, counts, sums) = seen[point];
        var perUnit = Bars / Math.Max(high - low, float.Epsilon);
        var places = values.Length / sums.Length;
        for (var i = 0; i < values.Length; i++)
        {
            counts[Math.Min(Bars - 1, (int)((values[i] - low) * perUnit))]++;
            sums[i / places] += values[i];
        }
    }

    private float[] Means(int point)
    {
        var (_, _, counts, sums) = seen[point];
        var each = counts.Sum() / (double)sums.Length;
        return Array.ConvertAll(sums, s => (float)(s / each));
    }

    private ValueRange Range(int point, RangeRule rule)
    {
        var (low, high, counts, _) = seen[point];
        var beyond = (1 - rule.Share) * counts.Sum();
        var (first, last) = (0, Bars - 1);
        for (long cut = 0; first < last && cut + counts[first] <= beyond; first++) cut += counts[first];
        for (long cut = 0; last > first && cut + counts[last] <= beyond; last--) cut += counts[last];
        var bar = (high - low) / Bars;
        return new ValueRange(Math.Min(0, low + (first * bar)), Math.Max(0, low + ((last + 1) * bar)));
    }
}
