using TorchSharp;
using XrayPortal.Training.Networks;

namespace XrayPortal.Training.Tests.Networks;

public sealed class NetworkTests
{
    /// <summary>Published counts without the classifier: MobileNetV2 3,504,872 - 1,281,000; ResNet-18 11,689,512 - 513,000; SqueezeNet 1.1 1,235,496 - 513,000.</summary>
    [Theory]
    [InlineData("mobilenetv2", 3_504_872 - 1_281_000, 1280)]
    [InlineData("resnet18", 11_689_512 - 513_000, 512)]
    [InlineData("squeezenet1.1", 1_235_496 - 513_000, 512)]
    public void Parameters_Backbone_CountAsPublished(string name, long published, int features)
    {
        using var network = new Network(NetworkCatalogue.Get(name).Value, seed: 1);

        Assert.Equal(published, network.BackboneParameters.Sum(p => p.numel()));
        Assert.Equal(features, network.Graph.Features);
    }

    [Fact]
    public void Load_WrongShapeAndMissing_NamesThem()
    {
        using var scope = torch.NewDisposeScope();
        using var network = new Network(NetworkCatalogue.Get("small").Value, seed: 1);
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
        using var one = new Network(NetworkCatalogue.Get("small").Value, seed: 5);
        using var two = new Network(NetworkCatalogue.Get("small").Value, seed: 5);
        using var other = new Network(NetworkCatalogue.Get("small").Value, seed: 6);

        Assert.True(one.HeadWeight.equal(two.HeadWeight).all().item<bool>());
        Assert.False(one.HeadWeight.equal(other.HeadWeight).all().item<bool>());
    }
}
