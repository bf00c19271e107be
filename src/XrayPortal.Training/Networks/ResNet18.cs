namespace XrayPortal.Training.Networks;

/// <summary>
/// ResNet-18 with torchvision's names, whole (512 features at stride 32) or cut after <c>layer3</c> (256 features at stride 16,
/// a finer map and a quarter of the parameters).
/// Source: He et al., "Deep Residual Learning for Image Recognition", CVPR 2016, table 1.
/// </summary>
internal static class ResNet18
{
    public static NetworkGraph Build() => Build("resnet18", 4);

    public static NetworkGraph BuildCutAtLayer3() => Build("resnet18-layer3", 3);

    private static NetworkGraph Build(string name, int stages)
    {
        var graph = new GraphBuilder();
        var x = graph.Conv("conv1", 0, 3, 64, 7, 2, 3);
        x = graph.Relu(graph.BatchNorm("bn1", x, 64));
        x = graph.MaxPool(x, 3, 2, 1);
        var channels = 64;
        MiddleLayer? middle = null;
        for (var stage = 1; stage <= stages; stage++)
        {
            var width = 64 << (stage - 1);
            x = BasicBlock(graph, $"layer{stage}.0", x, channels, width, stage == 1 ? 1 : 2);
            x = BasicBlock(graph, $"layer{stage}.1", x, width, width, 1);
            channels = width;
            if (stage == 2) middle = new MiddleLayer(x, width);
        }

        return new NetworkGraph(name, 3, channels, "fc", middle!, graph.Layers);
    }

    private static int BasicBlock(GraphBuilder graph, string name, int input, int inChannels, int outChannels, int stride)
    {
        var x = graph.Conv($"{name}.conv1", input, inChannels, outChannels, 3, stride, 1);
        x = graph.Relu(graph.BatchNorm($"{name}.bn1", x, outChannels));
        x = graph.Conv($"{name}.conv2", x, outChannels, outChannels, 3, 1, 1);
        x = graph.BatchNorm($"{name}.bn2", x, outChannels);
        var shortcut = input;
        if (stride != 1 || inChannels != outChannels)
        {
            shortcut = graph.Conv($"{name}.downsample.0", input, inChannels, outChannels, 1, stride);
            shortcut = graph.BatchNorm($"{name}.downsample.1", shortcut, outChannels);
        }

        return graph.Relu(graph.Add(x, shortcut));
    }
}
