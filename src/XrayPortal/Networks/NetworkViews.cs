namespace XrayPortal.Networks;

// What the engine prints as JSON; its own types say more (XrayPortal.Training/Inspection).

/// <summary>Channels, height and width of a picture or map; a flat vector has height and width 1.</summary>
public sealed record MapShape(int Channels, int Height, int Width)
{
    public bool IsFlat => (Height, Width) == (1, 1);

    public string Size => $"{Height}×{Width}";

    /// <summary>As the engine reads it.</summary>
    public string Argument => $"{Channels}x{Height}x{Width}";

    public override string ToString() => IsFlat ? $"{Channels}" : $"{Channels}×{Size}";
}

/// <summary>One layer of a network: what it does, costs and sees.</summary>
/// <param name="Kernel">0 where it has no window; so are stride, padding and dilation.</param>
/// <param name="ActivationBytes">Of its output for one picture in float32.</param>
/// <param name="ReceptiveField">Side of the square of input pixels behind one output place; null: the whole picture.</param>
/// <param name="EffectiveStride">Input pixels between neighbouring places.</param>
/// <param name="Settings">What can be changed of it: kernel, stride, padding, dilation, channels.</param>
public sealed record LayerView(
    int Number, string Kind, string? Name, IReadOnlyList<int> Inputs, int Kernel, int Stride, int Padding, int Dilation, MapShape Output,
    long Weights, long Biases, long MultiplyAccumulates, long ActivationBytes, int? ReceptiveField, int? EffectiveStride, IReadOnlyList<string> Settings)
{
    public long Parameters => Weights + Biases;

    public string Title => $"layer {Number}, {Name ?? Kind}";

    /// <summary>The value of one of its <see cref="Settings"/>.</summary>
    public int Value(string setting) => setting switch
    {
        "kernel" => Kernel,
        "stride" => Stride,
        "padding" => Padding,
        "dilation" => Dilation,
        "channels" => Output.Channels,
        _ => throw new ArgumentOutOfRangeException(nameof(setting), setting, "No setting of a layer."),
    };
}

/// <summary>A network layer by layer, with its totals for one picture.</summary>
public sealed record NetworkTable(
    string Network, MapShape Input, IReadOnlyList<LayerView> Rows, int Depth, long Parameters, long MultiplyAccumulates, long ActivationBytes, PictureFiles? Pictures)
{
    /// <summary>The shape that a layer reads first.</summary>
    public MapShape InputOf(LayerView row) => row.Inputs[0] == 0 ? Input : Rows[row.Inputs[0] - 1].Output;

    /// <summary>Field and stride of what a layer reads first; null fields: the whole picture.</summary>
    public (int? Field, int? Stride) SightOf(LayerView row) =>
        row.Inputs[0] == 0 ? (1, 1) : (Rows[row.Inputs[0] - 1].ReceptiveField, Rows[row.Inputs[0] - 1].EffectiveStride);
}

/// <summary>A network of the catalogue beside others, as it is usually laid out.</summary>
/// <param name="Milliseconds">Median time of one picture, where it was measured.</param>
/// <param name="ForFilms">Whether a model for films can be made of it.</param>
public sealed record NetworkSummary(
    string Name, MapShape Input, int Depth, IReadOnlyList<int> FilterSizes, long Parameters, long MultiplyAccumulates, int? ReceptiveField, double? Milliseconds,
    bool ForFilms, bool ImageNetWeights);

/// <summary>Three 3×3 convolutions against one 7×7 over as many channels.</summary>
public sealed record KernelLesson(int Channels, int ReceptiveField, long ThreeWeights, long OneWeights);

public sealed record NetworkList(IReadOnlyList<NetworkSummary> Networks, KernelLesson SmallKernels);

/// <param name="Kind"><c>sheet</c>, <c>filters</c>, <c>maps</c> or <c>field</c>.</param>
public sealed record PictureFile(string Kind, string File, int? Layer);

/// <param name="Weights">Which weights they show, in a few words.</param>
public sealed record PictureFiles(string Weights, double? EffectiveSide, IReadOnlyList<PictureFile> Files);
