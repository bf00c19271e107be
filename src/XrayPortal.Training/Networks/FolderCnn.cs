namespace XrayPortal.Training.Networks;

/// <summary>Two convolutions and two dense layers for a folder of 150 x 150 colour pictures; two classes share one sigmoid node.</summary>
internal static class FolderCnn
{
    public static NetworkGraph Build(PictureShape input, int classes)
    {
        var graph = new GraphBuilder(input);
        var x = graph.Relu(graph.Conv("conv1", 0, 32, 3, bias: true));
        var middle = x = graph.MaxPool(x, 2, 2);
        var map = x = graph.Relu(graph.Conv("conv2", x, 64, 3, bias: true));
        x = graph.Flatten(graph.MaxPool(x, 2, 2));
        x = graph.Relu(graph.Linear("fc1", x, 128, LinearStart.Glorot));
        graph.Linear("fc2", x, classes == 2 ? 1 : classes, LinearStart.Glorot);
        return new NetworkGraph("folder-cnn", input, map, middle, graph.Layers);
    }
}
