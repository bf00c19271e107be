namespace XrayPortal.Training.Networks;

/// <summary>Writes a <see cref="NetworkGraph"/> layer by layer and keeps count of shapes, so that a network states only what it chooses.</summary>
internal sealed class GraphBuilder
{
    private readonly List<Layer> layers = [];
    private readonly List<PictureShape> shapes;

    /// <param name="input">Shape of the picture, result 0.</param>
    public GraphBuilder(PictureShape input) => shapes = [input];

    public IReadOnlyList<Layer> Layers => layers;

    public PictureShape Shape(int output) => shapes[output];

    public int Conv(string name, int input, int outChannels, int kernel, int stride = 1, int padding = 0, int groups = 1, bool bias = false, int dilation = 1) =>
        Append(new Conv(Next, name, input, shapes[input].Channels, outChannels, kernel, stride, padding, groups, bias, dilation));

    public int BatchNorm(string name, int input, double epsilon = 1e-5) => Append(new BatchNorm(Next, name, input, shapes[input].Channels, epsilon));

    public int Linear(string name, int input, int outFeatures, LinearStart start = LinearStart.Uniform) =>
        Append(new Linear(Next, name, input, (int)shapes[input].Elements, outFeatures, start));

    public int Relu(int input) => Activation(input, ActivationKind.Relu);

    public int Activation(int input, ActivationKind kind) => Append(new Activation(Next, input, kind));

    public int MaxPool(int input, int kernel, int stride, int padding = 0, bool ceilMode = false) =>
        Append(new MaxPool(Next, input, kernel, stride, padding, ceilMode));

    public int AveragePool(int input, int kernel, int stride) => Append(new AveragePool(Next, input, kernel, stride));

    public int AdaptiveAveragePool(int input, int side) => Append(new AdaptiveAveragePool(Next, input, side));

    public int Flatten(int input) => Append(new Flatten(Next, input));

    public int Dropout(int input, double rate) => Append(new Dropout(Next, input, rate));

    public int StochasticDepth(int input, double rate) => Append(new StochasticDepth(Next, input, rate));

    public int Add(int left, int right) => Append(new Add(Next, left, right));

    public int Scale(int map, int gate) => Append(new Scale(Next, map, gate));

    public int Concat(params int[] parts) => Append(new Concat(Next, parts));

    /// <summary>Global average pooling and a linear layer: the head of every network whose map can be read off its weights.</summary>
    public int PooledHead(string name, int map, int classes, double dropout = 0, LinearStart start = LinearStart.Uniform)
    {
        var x = Flatten(AdaptiveAveragePool(map, 1));
        if (dropout > 0) x = Dropout(x, dropout);
        return Linear(name, x, classes, start);
    }

    /// <summary>Takes a layer of another graph over as it stands.</summary>
    public int Copy(Layer layer) => Append(layer);

    private int Next => layers.Count + 1;

    private int Append(Layer layer)
    {
        shapes.Add(LayerShapes.Of(layer, [.. layer.Inputs.Select(i => shapes[i])]));
        layers.Add(layer);
        return layers.Count;
    }
}
