using XrayPortal.Training.Networks;
using static TorchSharp.torch;

namespace XrayPortal.Training.Inspection;

/// <summary>What a network looks for and finds: the filters of its first layer, and the strongest maps of each stage for one picture.</summary>
internal static class FeatureSheet
{
    private const int TileSide = 84;
    private const int Columns = 12;
    private const int MostFilters = 96;

    /// <param name="input">The normalised picture, [1, C, H, W].</param>
    /// <returns>A PNG: first the filters, then one band for each stage, strongest map (by mean activation) first.</returns>
    public static byte[] Draw(Network network, Tensor input)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var sheet = new ContactSheet(TileSide, Columns);
        var first = network.Graph.Layers.OfType<Conv>().First();
        var filters = network.Parameters[$"{first.Name}.weight"];
        for (var i = 0; i < Math.Min(MostFilters, filters.shape[0]); i++)
            sheet.Add(first.InChannels == 3 ? filters[i] : filters[i].mean([0]));
        var results = network.Results(input, training: false);
        foreach (var stage in Stages(network.Graph))
        {
            sheet.NewBand();
            var maps = results[stage][0].to(ScalarType.Float32);
            var strongest = maps.mean([1, 2]).topk((int)Math.Min(Columns, maps.shape[0]), 0).indexes.data<long>().ToArray();
            foreach (var channel in strongest) sheet.Add(maps[channel]);
        }

        return sheet.ToPng();
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
