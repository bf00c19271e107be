using System.Text.Json;
using TorchSharp;
using XrayPortal.Training.Data;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Tests.Builders;

namespace XrayPortal.Training.Tests.Networks;

public sealed class BackboneReferenceTests
{
    /// <summary>The weights' own reference: an input given by a formula, the pooled feature's first values and norm, in float32.</summary>
    [Theory]
    [InlineData("mobilenetv2", "mobilenet_v2")]
    [InlineData("resnet18-layer3", "resnet18")]
    [InlineData("squeezenet1.1", "squeezenet1_1")]
    public void Forward_ReferenceInput_GivesReferenceFeature(string networkName, string file)
    {
        var weights = SharedFolder.Need($"weights/{file}.safetensors");
        using var reference = JsonDocument.Parse(File.ReadAllText(SharedFolder.Need($"weights/{file}.reference.json")));
        using var scope = torch.NewDisposeScope();
        using var network = new Network(NetworkCatalogue.GetForFilms(networkName, dropout: 0).Value, seed: 1);
        var loaded = network.Load(SafeTensors.Read(weights).Value, withHead: false);

        using var noGrad = torch.no_grad();
        var input = torch.tensor([.. Enumerable.Range(0, 3 * 224 * 224).Select(i => (float)Math.Sin(i * 0.01))], [1, 3, 224, 224]);
        var embedding = network.Forward(input, training: false).Pooled;

        Assert.False(loaded.IsRefused, loaded.Refusal?.Sentence);
        var pooled = reference.RootElement.GetProperty("pooled_feature");
        var expected = pooled.GetProperty("first16").EnumerateArray().Select(v => v.GetSingle()).ToArray();
        var actual = embedding.data<float>().Take(expected.Length).ToArray();
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-3f);
        Assert.Equal(pooled.GetProperty("l2_norm").GetSingle(), embedding.norm().item<float>(), 1e-2f);
    }
}
