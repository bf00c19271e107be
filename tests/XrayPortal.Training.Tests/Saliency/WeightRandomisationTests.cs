using TorchSharp;
using XrayPortal.Imaging.Overlay;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Saliency;
using XrayPortal.Training.Tests.Builders;

namespace XrayPortal.Training.Tests.Saliency;

public sealed class WeightRandomisationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Stages_SmallNetwork_NormsStandWithTheirConvolutions()
    {
        var stages = WeightRandomisation.Stages(NetworkCatalogue.GetForFilms("small", dropout: 0).Value);

        Assert.Equal(["conv1", "conv2", "conv3", "conv4", "fc"], stages.Select(s => s.Stage));
        Assert.Equal(["bn4", "conv4"], stages[3].Layers.Order());
    }

    [Theory]
    [InlineData("mobilenetv2", 20)]
    [InlineData("resnet18", 6)]
    public void Stages_Backbone_HoldEveryTensorOnce(string name, int expected)
    {
        var graph = NetworkCatalogue.GetForFilms(name, dropout: 0).Value;
        using var network = new Network(graph, seed: 1);

        var stages = WeightRandomisation.Stages(graph);

        Assert.Equal(expected, stages.Count);
        var layers = stages.SelectMany(s => s.Layers).ToArray();
        Assert.Equal(network.State.Select(t => t.Key[..t.Key.LastIndexOf('.')]).Distinct().Order(), layers.Order());
    }

    [Fact]
    public void Cascade_EachStep_ReplacesOneStageFromTheHeadDown()
    {
        var graph = NetworkCatalogue.GetForFilms("small", dropout: 0).Value;
        using var network = new Network(graph, seed: 1);
        using var untouched = new Network(graph, seed: 1);
        string[] Changed() => [.. network.Parameters.Keys.Where(k => k.StartsWith("conv", StringComparison.Ordinal) && !network.Parameters[k].equal(untouched.Parameters[k]).all().item<bool>())];
        var seen = new List<string>();

        foreach (var stage in WeightRandomisation.Cascade(network, seed: 2))
        {
            seen.Add(stage);
            if (stage == "conv3") Assert.Equal(["conv3.weight", "conv4.weight"], Changed().Order());
        }

        Assert.Equal(["fc", "conv4", "conv3", "conv2", "conv1"], seen);
        Assert.Equal(4, Changed().Length);
    }

    [Fact]
    public void Run_WeightsGone_MapsAreNoLongerAlike()
    {
        using var scope = torch.NewDisposeScope();
        using var model = TrainedNetwork.Open(SmallPackage.Write(folder.File("package"))).Value;
        var films = Enumerable.Range(1, 4).Select(seed => new[] { Phantom.Draw(seed, pneumonia: true, 96, 96) }).ToArray();
        var options = new ExplainOptions([SaliencyMethod.GradCam, SaliencyMethod.IntegratedGradients], null, 8, Baseline.Blurred);

        var figures = RandomisationCheck.Run(model, options, category: 1, films, seed: 9, progress: null);

        Assert.Equal(10, figures.Count);
        foreach (var method in options.Methods)
        {
            var last = figures.Last(f => f.Method == method);
            Assert.Equal("conv1", last.Stage);
            Assert.InRange(last.Signed ?? 0, -0.8, 0.8);
        }
    }

    public void Dispose() => folder.Dispose();
}
