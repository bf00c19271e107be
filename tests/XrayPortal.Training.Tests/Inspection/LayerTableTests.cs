using TorchSharp;
using XrayPortal.Training.Inspection;
using XrayPortal.Training.Networks;

namespace XrayPortal.Training.Tests.Inspection;

public sealed class LayerTableTests
{
    /// <summary>Multiply-accumulates in thousand millions as torchvision's documentation states them (as "GFLOPS"), at 224 x 224.</summary>
    [Theory]
    [InlineData("alexnet", 0.71)]
    [InlineData("vgg11", 7.61)]
    [InlineData("vgg16", 15.47)]
    [InlineData("vgg19", 19.63)]
    [InlineData("resnet18", 1.81)]
    [InlineData("resnet34", 3.66)]
    [InlineData("resnet50", 4.09)]
    [InlineData("densenet121", 2.83)]
    [InlineData("efficientnet-b0", 0.39)]
    [InlineData("mobilenetv2", 0.30)]
    [InlineData("squeezenet1.0", 0.82)]
    [InlineData("squeezenet1.1", 0.35)]
    public void MultiplyAccumulates_KnownNetwork_AreAsPublished(string name, double published) =>
        Assert.Equal(published, LayerTable.Of(NetworkCatalogue.Get(name).Value).MultiplyAccumulates / 1e9, 0.0051);

    /// <summary>Depth is what the name says, where a name says it.</summary>
    [Theory]
    [InlineData("lenet5", 5)]
    [InlineData("alexnet", 8)]
    [InlineData("vgg16", 16)]
    [InlineData("resnet18", 18)]
    [InlineData("resnet50", 50)]
    [InlineData("densenet121", 121)]
    public void Depth_KnownNetwork_IsWhatItsNameSays(string name, int depth) =>
        Assert.Equal(depth, LayerTable.Of(NetworkCatalogue.Get(name).Value).Depth);

    /// <summary>Fields after the last max pool, as Araujo et al. state them (Distill 2019, table of architectures).</summary>
    [Theory]
    [InlineData("alexnet", 195, 32)]
    [InlineData("vgg16", 212, 32)]
    public void ReceptiveField_LastPool_IsAsPublished(string name, int field, int stride)
    {
        var row = LayerTable.Of(NetworkCatalogue.Get(name).Value).Rows.Last(r => r.Kind == "max pool");

        Assert.Equal((field, stride), (row.ReceptiveField, row.EffectiveStride));
    }

    /// <summary>Pixels outside the stated field do not move the middle place of the map, pixels on its rim do.</summary>
    [Theory]
    [InlineData("lenet5", 40)]
    [InlineData("mnist-cnn", 28)]
    [InlineData("cifar10-cnn", 44)]
    [InlineData("small", 128)]
    [InlineData("alexnet", 400)]
    public void ReceptiveField_LastMap_IsWhatPixelsMove(string name, int side)
    {
        using var scope = torch.NewDisposeScope();
        var entry = NetworkCatalogue.Entries.Single(e => e.Name == name);
        var graph = entry.Build(new PictureShape(entry.Input.Channels, side), entry.Classes);
        using var network = new Network(graph, seed: 1);
        var row = LayerTable.Of(graph).Rows[graph.Map - 1];
        var picture = torch.rand(1, entry.Input.Channels, side, side, requires_grad: true);

        var map = network.Results(picture, training: false)[graph.Map];
        var middle = map.shape[2] / 2;
        map[0, .., middle, middle].sum().backward();

        var rows = picture.grad!.abs().sum([0, 1, 3]).data<float>().ToArray();
        var touched = Enumerable.Range(0, side).Where(y => rows[y] > 0).ToArray();
        Assert.True(touched[^1] - touched[0] + 1 <= row.ReceptiveField, $"{touched.Length} rows move it, more than {row.ReceptiveField}");
        // A max pool passes one pixel of its window on, so that a rim may stay still; never more than the window of the first layers.
        Assert.InRange(touched[^1] - touched[0] + 1, row.ReceptiveField!.Value - (2 * row.EffectiveStride!.Value), row.ReceptiveField.Value);
    }

    /// <summary>A dilated kernel, a padded and strided one, worked by hand: floor((N + 2P - D(F - 1) - 1) / S) + 1.</summary>
    [Theory]
    [InlineData(28, 5, 1, 2, 1, false, 28)]
    [InlineData(224, 11, 4, 2, 1, false, 55)]
    [InlineData(32, 3, 1, 0, 2, false, 28)]
    [InlineData(111, 3, 2, 0, 1, true, 55)]
    [InlineData(112, 3, 2, 0, 1, true, 56)]
    [InlineData(4, 5, 1, 0, 1, false, 0)]
    public void Moved_ByHand_Fits(int size, int kernel, int stride, int padding, int dilation, bool ceil, int places) =>
        Assert.Equal(places, PictureShape.Moved(size, kernel, stride, padding, dilation, ceil));

    /// <summary>Three 3 x 3 see what one 7 x 7 sees, for 27/49 of the weights (Simonyan and Zisserman, section 2.3).</summary>
    [Fact]
    public void Of_ThreeSmallKernels_SeeWhatOneLargeSees()
    {
        static LayerTable Table(int kernel, int times)
        {
            var graph = new GraphBuilder(new PictureShape(64, 32));
            var x = 0;
            for (var i = 0; i < times; i++) x = graph.Conv($"conv{i}", x, 64, kernel, padding: kernel / 2);
            return LayerTable.Of(new NetworkGraph("kernels", new PictureShape(64, 32), x, x, graph.Layers));
        }

        var (three, one) = (Table(3, 3), Table(7, 1));

        Assert.Equal(one.Rows[^1].ReceptiveField, three.Rows[^1].ReceptiveField);
        Assert.Equal(27.0 / 49, (double)three.Parameters / one.Parameters, 1e-12);
    }
}
