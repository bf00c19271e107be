namespace XrayPortal.Training.Networks;

/// <summary>
/// AlexNet in torchvision's one-column form: five convolutions, three dense layers with dropout.
/// Source: Krizhevsky, "One weird trick for parallelizing convolutional neural networks", arXiv 1404.5997, after Krizhevsky et al., NIPS 2012.
/// </summary>
internal static class AlexNet
{
    public static NetworkGraph Build(PictureShape input, int classes)
    {
        var graph = new GraphBuilder(input);
        var x = Conv("features.0", 0, 64, 11, 4, 2);
        x = graph.MaxPool(x, 3, 2);
        x = Conv("features.3", x, 192, 5, 1, 2);
        var middle = x = graph.MaxPool(x, 3, 2);
        x = Conv("features.6", x, 384, 3, 1, 1);
        x = Conv("features.8", x, 256, 3, 1, 1);
        var map = x = Conv("features.10", x, 256, 3, 1, 1);
        x = graph.MaxPool(x, 3, 2);
        x = graph.Flatten(graph.AdaptiveAveragePool(x, 6));
        x = graph.Relu(graph.Linear("classifier.1", graph.Dropout(x, 0.5), 4096));
        x = graph.Relu(graph.Linear("classifier.4", graph.Dropout(x, 0.5), 4096));
        graph.Linear("classifier.6", x, classes);
        return new NetworkGraph("alexnet", input, map, middle, graph.Layers);

        int Conv(string name, int from, int channels, int kernel, int stride, int padding) =>
            graph.Relu(graph.Conv(name, from, channels, kernel, stride, padding, bias: true));
    }
}
