using XrayPortal.Training.Networks;
using static TorchSharp.torch;

namespace XrayPortal.Training.Inspection;

/// <summary>One part of the sheet.</summary>
/// <param name="Layer">Number of the layer that is shown.</param>
/// <param name="IsFilters">Its filters; else its strongest maps.</param>
internal sealed record FeatureBand(int Layer, bool IsFilters, byte[] Png);

/// <summary>What a network looks for and finds: the filters of its first layer, and the strongest maps of each stage for one picture.</summary>
/// <param name="Png">All bands on one picture: first the filters, then the stages on their way down.</param>
internal sealed record FeatureSheet(byte[] Png, IReadOnlyList<FeatureBand> Bands)
{
    private const int TileSide = 84;
    private const int Columns = 12;
    private const int MostFilters = 96;

    /// <param name="input">The normalised picture, [1, C, H, W].</param>
    /// <returns>Maps are in order, the strongest (by mean activation) first.</returns>
    public static FeatureSheet Draw(Network network, Tensor input)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var whole = new ContactSheet(TileSide, Columns);
        var bands = new List<FeatureBand>();
        var first = network.Graph.Layers.OfType<Conv>().First();
        var filters = network.Parameters[$"{first.Name}.weight"];
        Add(first.Output, true, Enumerable.Range(0, (int)Math.Min(MostFilters, filters.shape[0]))
            .Select(i => first.InChannels == 3 ? filters[i] : filters[i].mean([0])));
        var results = network.Results(input, training: false);
        foreach (var stage in Stages(network.Graph))
        {
            var maps = results[stage][0].to(ScalarType.Float32);
            var strongest = maps.mean([1, 2]).topk((int)Math.Min(Columns, maps.shape[0]), 0).indexes.data<long>().ToArray();
            Add(stage, false, strongest.Select(channel => maps[channel]));
        }

        return new FeatureSheet(whole.ToPng(), bands);

        void Add(int layer, bool isFilters, IEnumerable<Tensor> pictures)
        {
            var band = new ContactSheet(TileSide, Columns);
            whole.NewBand();
            foreach (var picture in pictures)
            {
                whole.Add(picture);
                band.Add(picture);
            }

            bands.Add(new FeatureBand(layer, isFilters, band.ToPng()));
        }
    }

    /// <summary>The last map of each size on the way down to the network's last map.</summary>
    private static IEnumerable<int> Stages(NetworkGraph graph)
    {
        var shapes = LayerShapes.Of(graph);
        return Enumerable.Range(1, graph.Map)
            .Where(i => graph.Layers[i - 1] is Activation { Kind: not ActivationKind.Sigmoid } or Add or Concat && shapes[i].Height > 1)
            .GroupBy(i => (shapes[i].Height, shapes[i].Width))
            .OrderByDescending(size => size.Key.Height)
            .Select(size => size.Max());
    }
}
