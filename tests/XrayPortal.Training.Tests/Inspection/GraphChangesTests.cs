using TorchSharp;
using XrayPortal.Imaging;
using XrayPortal.Training.Inspection;
using XrayPortal.Training.Networks;

namespace XrayPortal.Training.Tests.Inspection;

public sealed class GraphChangesTests
{
    /// <summary>By hand: conv2 gives (14 + 2 - 3)/2 + 1 = 7 places and sees 6 + 2*2 = 10; the pool after it (7 - 3)/3 + 1 = 2 and 10 + 2*4 = 18.</summary>
    [Fact]
    public void Apply_KernelStridePadding_MoveEverythingAfterThem()
    {
        var table = LayerTable.Of(Changed("lenet5", "conv2:kernel=3,stride=2,padding=1", "6:kernel=3,stride=3").Value);

        Assert.Equal(new PictureShape(16, 7), table.Rows[3].Output);
        Assert.Equal((10, 4), (table.Rows[3].ReceptiveField, table.Rows[3].EffectiveStride));
        Assert.Equal(new PictureShape(16, 2), table.Rows[5].Output);
        Assert.Equal((18, 12), (table.Rows[5].ReceptiveField, table.Rows[5].EffectiveStride));
        Assert.Equal((16 * 6 * 9) + 16, table.Rows[3].Parameters);
        Assert.Equal((16 * 4 * 120) + 120, table.Rows[7].Parameters);
    }

    [Fact]
    public void Apply_Channels_AreFollowedByNormsAndDepthwiseLayers()
    {
        var graph = Changed("mobilenetv2", "features.0.0:channels=24").Value;

        var depthwise = Assert.IsType<Conv>(graph.Layers[3]);
        Assert.Equal((24, 24, 24), (depthwise.InChannels, depthwise.OutChannels, depthwise.Groups));
        Assert.Equal(24, Assert.IsType<BatchNorm>(graph.Layers[1]).Channels);
        Assert.Equal(16, Assert.IsType<Conv>(graph.Layers[6]).OutChannels);
    }

    /// <summary>TorchSharp makes the shapes that the table states.</summary>
    [Theory]
    [InlineData("lenet5", "conv1:kernel=7,stride=2,padding=5,dilation=2", "3:kernel=3,stride=1", "fc1:channels=50")]
    [InlineData("cifar10-cnn", "conv2:stride=3,padding=4", "conv3:channels=20", "5:kernel=3,stride=1,padding=1")]
    [InlineData("squeezenet1.1", "features.0:kernel=5,padding=2", "3:kernel=2,stride=2")]
    [InlineData("efficientnet-b0", "features.1.0.block.0.0:stride=2", "features.0.0:kernel=5")]
    public void Apply_RunByTorch_GivesTheStatedShapes(string name, params string[] changes)
    {
        using var scope = torch.NewDisposeScope();
        var graph = Changed(name, changes).Value;
        using var network = new Network(graph, seed: 1);

        var results = network.Results(torch.rand(1, graph.Input.Channels, graph.Input.Height, graph.Input.Width), training: false);

        Assert.All(LayerTable.Of(graph).Rows, row => Assert.Equal(row.Output.Elements, results[row.Number].numel()));
        Assert.All(
            LayerTable.Of(graph).Rows.Where(r => r.Kernel > 0),
            row => Assert.Equal([row.Output.Channels, row.Output.Height, row.Output.Width], results[row.Number].shape[1..]));
    }

    [Theory]
    [InlineData("lenet5", "conv2:kernel=15", "inspect.nothing-left", "floor((14 + 2*0 - 15) / 1) + 1 = 0")]
    [InlineData("lenet5", "conv1:stride=13", "inspect.nothing-left", "Layer 4 (conv2): a window of 5x5 does not fit on 1x1: floor((1 + 2*0 - 5) / 1) + 1 = -3")]
    [InlineData("lenet5", "conv1:dilation=9", "inspect.nothing-left", "floor((28 + 2*2 - 9*(5 - 1) - 1) / 1) + 1 = -4")]
    [InlineData("resnet18", "layer2.0.conv1:stride=1", "inspect.shapes-disagree", "Layer 26 (add) adds 128x56x56 and 128x28x28")]
    [InlineData("densenet121", "features.denseblock1.denselayer1.conv2:stride=2", "inspect.shapes-disagree", "joins")]
    [InlineData("efficientnet-b0", "features.0.0:channels=48", "inspect.shapes-disagree", "scales by a gate")]
    [InlineData("resnet18", "4:padding=2", "inspect.pool-padding", "floor(3 / 2) = 1")]
    [InlineData("mobilenetv2", "features.1.conv.0.0:channels=16", "inspect.not-changeable", "has no channels to change. It has kernel, stride, padding, dilation.")]
    [InlineData("lenet5", "fc1:kernel=3", "inspect.not-changeable", "has no kernel to change. It has channels.")]
    [InlineData("lenet5", "3:padding=1", "inspect.not-changeable", "has no padding to change")]
    [InlineData("lenet5", "2:kernel=1", "inspect.not-changeable", "Layer 2 (tanh)")]
    [InlineData("lenet5", "conv9:kernel=3", "inspect.no-such-layer", "conv9")]
    public void Apply_Impossible_IsRefusedInASentence(string name, string change, string code, string says)
    {
        var refusal = Changed(name, change).Refusal;

        Assert.Equal(code, refusal?.Code);
        Assert.Contains(says, refusal!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_MoreThanMemoryHolds_IsRefused()
    {
        var graph = NetworkCatalogue.Get("mnist-cnn", new PictureShape(1, 4096), null).Value;

        var changed = GraphChanges.Apply(graph, [LayerChange.Parse("conv2:channels=4096").Value]);

        Assert.Equal("inspect.too-large", changed.Refusal?.Code);
    }

    [Theory]
    [InlineData("conv1", "inspect.change")]
    [InlineData("conv1:", "inspect.change")]
    [InlineData("conv1:width=3", "inspect.change")]
    [InlineData("conv1:kernel=many", "inspect.change")]
    [InlineData("conv1:kernel=0", "inspect.change-range")]
    [InlineData("conv1:padding=-1", "inspect.change-range")]
    [InlineData("conv1:channels=4097", "inspect.change-range")]
    public void Parse_Unusable_IsRefused(string text, string code) => Assert.Equal(code, LayerChange.Parse(text).Refusal?.Code);

    [Fact]
    public void Parse_AllSettings_ReadsThem() =>
        Assert.Equal(new LayerChange("features.0.0", 5, 2, 3, 1, 16), LayerChange.Parse("features.0.0:kernel=5, stride=2,padding=3,dilation=1,channels=16").Value);

    private static Result<NetworkGraph> Changed(string name, params string[] changes) =>
        GraphChanges.Apply(NetworkCatalogue.Get(name).Value, [.. changes.Select(c => LayerChange.Parse(c).Value)]);
}
