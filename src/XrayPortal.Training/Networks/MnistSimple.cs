namespace XrayPortal.Training.Networks;

/// <summary>Two convolutions, one max pool, two dense layers and a log-softmax: torch's own first example for digits.</summary>
internal static class MnistSimple
{
    public static NetworkGraph Build(PictureShape input, int classes)
    {
        var graph = new GraphBuilder(input);
        var middle = graph.Relu(graph.Conv("conv1", 0, 32, 3, bias: true));
        var map = graph.Relu(graph.Conv("conv2", middle, 64, 3, bias: true));
        var x = graph.Flatten(graph.MaxPool(map, 2, 2));
        x = graph.Relu(graph.Linear("fc1", x, 128, LinearStart.Glorot));
        graph.Activation(graph.Linear("fc2", x, classes, LinearStart.Glorot), ActivationKind.LogSoftmax);
        return new NetworkGraph("mnist-simple", input, map, middle, graph.Layers);
    }
}
