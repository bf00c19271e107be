using TorchSharp;
using XrayPortal.Imaging.Decode;
using XrayPortal.Training.Inspection;
using XrayPortal.Training.Networks;

namespace XrayPortal.Training.Tests.Inspection;

public sealed class InspectionPicturesTests
{
    /// <summary>Luo et al. (NIPS 2016): nothing outside the theoretical field, and fading from the middle to the rim inside it.</summary>
    [Fact]
    public void Measure_CifarCnn_FadesInsideTheTheoreticalField()
    {
        using var scope = torch.NewDisposeScope();
        var graph = NetworkCatalogue.Get("cifar10-cnn").Value;
        using var network = new Network(graph, seed: 3);
        var theoretical = LayerTable.Of(graph).Rows[graph.Map - 1].ReceptiveField!.Value;

        var field = EffectiveField.Measure(network, seed: 3);

        var rows = field.sum([1]).data<float>().ToArray();
        var touched = Enumerable.Range(0, rows.Length).Where(y => rows[y] > 0).ToArray();
        Assert.InRange(touched[^1] - touched[0] + 1, theoretical / 2, theoretical);
        Assert.InRange(EffectiveField.Side(field), 3, theoretical);
        var middle = rows[(touched[0] + touched[^1]) / 2];
        Assert.True(middle > 2 * rows[touched[0]] && middle > 2 * rows[touched[^1]], "the rim counts as much as the middle");
        Assert.Equal(1, field.max().item<float>());
    }

    /// <summary>32 filters in three lines of twelve, then one line of twelve maps for each of the three sizes.</summary>
    [Fact]
    public void Draw_SmallNetwork_ShowsFiltersAndEveryStage()
    {
        using var scope = torch.NewDisposeScope();
        using var network = new Network(NetworkCatalogue.Get("cifar10-cnn").Value, seed: 3);

        var drawn = FeatureSheet.Draw(network, torch.rand(1, 3, 32, 32));

        var sheet = FilmDecoder.Decode(drawn.Png, DecodeLimits.Default).Value.Image;
        Assert.Equal((12 * 87) + 3, sheet.Width);
        Assert.Equal((7 * 87) + 3, sheet.Height); // sizes 32, 30, 15 and 13
        Assert.Equal([(1, true), (2, false), (4, false), (8, false), (10, false)], drawn.Bands.Select(b => (b.Layer, b.IsFilters)));
        Assert.All(drawn.Bands.Skip(1), b => Assert.Equal(90, FilmDecoder.Decode(b.Png, DecodeLimits.Default).Value.Image.Height));
    }

    [Fact]
    public void Of_WithoutRounds_MeasuresNothingButCounts()
    {
        var compared = NetworkComparison.Of([NetworkCatalogue.Get("alexnet").Value, NetworkCatalogue.Get("lenet5").Value], rounds: 0);

        Assert.Equal([11, 5, 3], compared.Networks[0].FilterSizes);
        Assert.All(compared.Networks, c => Assert.Null(c.Milliseconds));
        Assert.Contains("110,592 weights instead of 200,704", compared.ToText());
    }
}
