namespace XrayPortal.Training.Networks;

/// <summary>
/// LeNet-5 as it is taught today: two convolutions with averaging, three dense layers, tanh; every map of the first pooling
/// feeds every map of the second convolution. 28 x 28 pictures are padded to the 32 x 32 of the paper.
/// Source: LeCun et al., "Gradient-based learning applied to document recognition", Proc. IEEE 86 (1998), section II.B.
/// </summary>
internal static class LeNet5
{
    public static NetworkGraph Build(PictureShape input, int classes)
    {
        var graph = new GraphBuilder(input);
        var x = Tanh(graph.Conv("conv1", 0, 6, 5, padding: 2, bias: true));
        var middle = x = graph.AveragePool(x, 2, 2);
        var map = x = Tanh(graph.Conv("conv2", x, 16, 5, bias: true));
        x = graph.Flatten(graph.AveragePool(x, 2, 2));
        x = Tanh(graph.Linear("fc1", x, 120));
        x = Tanh(graph.Linear("fc2", x, 84));
        graph.Linear("fc3", x, classes);
        return new NetworkGraph("lenet5", input, map, middle, graph.Layers);

        int Tanh(int from) => graph.Activation(from, ActivationKind.Tanh);
    }
}
