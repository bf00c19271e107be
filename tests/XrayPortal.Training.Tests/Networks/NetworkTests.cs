using TorchSharp;
using XrayPortal.Training.Inspection;
using XrayPortal.Training.Networks;

namespace XrayPortal.Training.Tests.Networks;

public sealed class NetworkTests
{
    /// <summary>Counts that torchvision publishes for 1,000 classes; LeNet-5 and the small ones by hand from their layers.</summary>
    [Theory]
    [InlineData("lenet5", 61_706)]
    [InlineData("alexnet", 61_100_840)]
    [InlineData("vgg11", 132_863_336)]
    [InlineData("vgg11-bn", 132_868_840)]
    [InlineData("vgg16", 138_357_544)]
    [InlineData("vgg16-bn", 138_365_992)]
    [InlineData("vgg19", 143_667_240)]
    [InlineData("vgg19-bn", 143_678_248)]
    [InlineData("resnet18", 11_689_512)]
    [InlineData("resnet34", 21_797_672)]
    [InlineData("resnet50", 25_557_032)]
    [InlineData("densenet121", 7_978_856)]
    [InlineData("efficientnet-b0", 5_288_548)]
    [InlineData("mobilenetv2", 3_504_872)]
    [InlineData("squeezenet1.0", 1_248_424)]
    [InlineData("squeezenet1.1", 1_235_496)]
    [InlineData("mnist-cnn", 225_034)]
    [InlineData("mnist-simple", 1_199_882)]
    [InlineData("cifar10-cnn", 1_250_858)]
    public void Parameters_WholeNetwork_CountAsPublished(string name, long published) =>
        Assert.Equal(published, LayerTable.Of(NetworkCatalogue.Get(name).Value).Parameters);

    /// <summary>Every network runs, and each layer gives the shape that the formulas foretell.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Results_EveryLayer_HasTheForetoldShape(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        var graph = NetworkCatalogue.Get(name).Value;
        using var network = new Network(graph, seed: 1);

        var results = network.Results(torch.rand(2, graph.Input.Channels, graph.Input.Height, graph.Input.Width), training: false);

        var shapes = LayerShapes.Of(graph);
        for (var i = 0; i < shapes.Count; i++)
            Assert.Equal(shapes[i], results[i].dim() == 4 ? new PictureShape((int)results[i].shape[1], (int)results[i].shape[2], (int)results[i].shape[3]) : new PictureShape((int)results[i].shape[1], 1));
        Assert.Equal(network.Parameters.Values.Sum(p => p.numel()), LayerTable.Of(graph).Parameters);
    }

    public static TheoryData<string> Names() => [.. NetworkCatalogue.Entries.Select(e => e.Name)];

    [Fact]
    public void Load_WrongShapeAndMissing_NamesThem()
    {
        using var scope = torch.NewDisposeScope();
        using var network = new Network(NetworkCatalogue.GetForFilms("small", dropout: 0).Value, seed: 1);
        var weights = network.State.ToDictionary(p => p.Key, p => p.Value);
        weights["conv1.weight"] = torch.zeros(2, 2);
        weights.Remove("bn2.bias");

        var result = network.Load(weights, withHead: true);

        Assert.Equal("weights.mismatch", result.Refusal?.Code);
        Assert.Contains("conv1.weight", result.Refusal!.Sentence);
        Assert.Contains("bn2.bias", result.Refusal.Sentence);
    }

    [Fact]
    public void Get_UnknownName_ListsTheKnownOnes() =>
        Assert.Contains("mobilenetv2", NetworkCatalogue.Get("resnet99").Refusal!.Sentence);

    [Fact]
    public void Construct_SameSeed_SameWeights()
    {
        using var one = new Network(NetworkCatalogue.GetForFilms("small", dropout: 0).Value, seed: 5);
        using var two = new Network(NetworkCatalogue.GetForFilms("small", dropout: 0).Value, seed: 5);
        using var other = new Network(NetworkCatalogue.GetForFilms("small", dropout: 0).Value, seed: 6);

        Assert.True(one.HeadWeight.equal(two.HeadWeight).all().item<bool>());
        Assert.False(one.HeadWeight.equal(other.HeadWeight).all().item<bool>());
    }

    /// <summary>The map of evidence, averaged before the ReLU, plus the bias is the logit: that is what makes it the class's own map.</summary>
    [Fact]
    public void ClassActivation_MeanOfEvidence_IsTheLogitWithoutBias()
    {
        using var scope = torch.NewDisposeScope();
        using var network = new Network(NetworkCatalogue.GetForFilms("small", dropout: 0).Value, seed: 11);
        using var noGrad = torch.no_grad();

        var pass = network.Forward(torch.randn(1, 3, 64, 64), training: false);

        var evidence = torch.nn.functional.conv2d(pass.FeatureMap, network.HeadWeight.reshape(1, network.Graph.Head.InFeatures, 1, 1));
        Assert.Equal(pass.Logit.item<float>(), evidence.mean().item<float>() + network.HeadBias.item<float>(), 1e-4f);
    }
}
