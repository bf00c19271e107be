namespace XrayPortal.Training.Networks;

/// <summary>Two stages of a padded and an unpadded 3 x 3 convolution with dropout between, for 32 x 32 colour pictures.</summary>
internal static class Cifar10Cnn
{
    public static NetworkGraph Build(PictureShape input, int classes)
    {
        var graph = new GraphBuilder(input);
        var (x, map, middle) = (0, 0, 0);
        for (var stage = 1; stage <= 2; stage++)
        {
            var width = 32 * stage;
            x = graph.Relu(graph.Conv($"conv{(2 * stage) - 1}", x, width, 3, padding: 1, bias: true));
            map = graph.Relu(graph.Conv($"conv{2 * stage}", x, width, 3, bias: true));
            x = graph.Dropout(graph.MaxPool(map, 2, 2), 0.25);
            if (stage == 1) middle = x;
        }

        x = graph.Dropout(graph.Relu(graph.Linear("fc1", graph.Flatten(x), 512)), 0.5);
        graph.Linear("fc2", x, classes);
        return new NetworkGraph("cifar10-cnn", input, map, middle, graph.Layers);
    }
}
