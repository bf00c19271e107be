namespace XrayPortal.Training.Networks;

/// <summary>Two convolutions without padding and two dense layers for 28 x 28 digits, the example most courses begin with.</summary>
internal static class MnistCnn
{
    public static NetworkGraph Build(PictureShape input, int classes)
    {
        var graph = new GraphBuilder(input);
        var x = graph.Relu(graph.Conv("conv1", 0, 32, 3, bias: true));
        var middle = x = graph.MaxPool(x, 2, 2);
        var map = x = graph.Relu(graph.Conv("conv2", x, 64, 3, bias: true));
        x = graph.Flatten(graph.MaxPool(x, 2, 2));
        x = graph.Dropout(graph.Relu(graph.Linear("fc1", x, 128, LinearStart.Glorot)), 0.5);
        graph.Linear("fc2", x, classes, LinearStart.Glorot);
        return new NetworkGraph("mnist-cnn", input, map, middle, graph.Layers);
    }
}
