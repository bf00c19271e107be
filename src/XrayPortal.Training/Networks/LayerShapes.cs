namespace XrayPortal.Training.Networks;

/// <summary>The shape that a layer makes of the shapes it reads.</summary>
public static class LayerShapes
{
    /// <exception cref="InvalidOperationException">The shapes do not fit the layer, or nothing would be left of the picture.</exception>
    public static PictureShape Of(Layer layer, IReadOnlyList<PictureShape> inputs)
    {
        var input = inputs[0];
        var shape = layer switch
        {
            Conv c => Windowed(input with { Channels = c.OutChannels }, c.Kernel, c.Stride, c.Padding, c.Dilation),
            MaxPool p => Windowed(input, p.Kernel, p.Stride, p.Padding, ceil: p.CeilMode),
            AveragePool p => Windowed(input, p.Kernel, p.Stride, 0),
            AdaptiveAveragePool p => new PictureShape(input.Channels, p.Side),
            Flatten => new PictureShape(checked((int)input.Elements), 1),
            Linear l => new PictureShape(l.OutFeatures, 1),
            Concat => input with { Channels = inputs.Sum(i => i.Channels) },
            _ => input,
        };
        var fits = layer switch
        {
            Conv c => c.InChannels == input.Channels,
            Linear l => l.InFeatures == input.Elements,
            Add => inputs[1] == input,
            Scale => inputs[1] == new PictureShape(input.Channels, 1),
            Concat => inputs.All(i => (i.Height, i.Width) == (input.Height, input.Width)),
            _ => true,
        };
        return fits && shape is { Height: > 0, Width: > 0 }
            ? shape
            : throw new InvalidOperationException($"{layer.GetType().Name} {layer.Output} cannot take {string.Join(" and ", inputs)}.");
    }

    /// <summary>The shapes of all results of a graph, the picture first.</summary>
    public static IReadOnlyList<PictureShape> Of(NetworkGraph graph)
    {
        var shapes = new List<PictureShape> { graph.Input };
        foreach (var layer in graph.Layers) shapes.Add(Of(layer, [.. layer.Inputs.Select(i => shapes[i])]));
        return shapes;
    }

    private static PictureShape Windowed(PictureShape input, int kernel, int stride, int padding, int dilation = 1, bool ceil = false) => input with
    {
        Height = PictureShape.Moved(input.Height, kernel, stride, padding, dilation, ceil),
        Width = PictureShape.Moved(input.Width, kernel, stride, padding, dilation, ceil),
    };
}
