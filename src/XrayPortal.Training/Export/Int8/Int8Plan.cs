using XrayPortal.Training.Networks;

namespace XrayPortal.Training.Export.Int8;

/// <summary>Lowest and highest value of a result; 0 always lies between.</summary>
internal readonly record struct ValueRange(float Low, float High)
{
    /// <summary>Step of the 8-bit scale.</summary>
    public float Scale => Math.Max((High - Low) / byte.MaxValue, 1e-8f);

    /// <summary>The whole number that stands for 0.</summary>
    public byte ZeroPoint => (byte)Math.Clamp(MathF.Round(-Low / Scale), 0, byte.MaxValue);
}

/// <summary>Which convolutions stay in float. Head, resize and normalisation always do.</summary>
[Flags]
internal enum FloatParts
{
    None = 0,

    /// <summary>The first convolution, which reads the picture.</summary>
    First = 1,

    /// <summary>The last convolution, which makes the map.</summary>
    Last = 2,
}

/// <summary>A result that is kept in 8 bits.</summary>
/// <param name="Means">Mean of each channel, [C].</param>
internal sealed record KeptResult(ValueRange Range, float[] Means);

/// <summary>Results of a network that are kept in 8 bits, by number.</summary>
internal sealed record Int8Plan(IReadOnlyDictionary<int, KeptResult> Results)
{
    /// <summary>
    /// The results that are kept in 8 bits. Those of a convolution that a norm, a ReLU or a ReLU6 follows alone are not: the three become
    /// one node, and the ends of the range cut off as the ReLU does.
    /// </summary>
    public static IReadOnlyList<int> Points(NetworkGraph graph, FloatParts kept)
    {
        var readers = graph.Layers.SelectMany(l => l.Inputs.Select(i => (i, l))).ToLookup(r => r.i, r => r.l);
        var last = graph.Layers.OfType<Conv>().Last(c => c.Output <= graph.Map);
        var points = new List<int>();
        if (!kept.HasFlag(FloatParts.First)) points.Add(0);
        foreach (var layer in graph.Layers.TakeWhile(l => l.Output <= graph.Map))
        {
            var goesOn = readers[layer.Output].ToArray();
            var joined = layer is Conv or BatchNorm or Add
                && goesOn is [BatchNorm or Activation { Kind: ActivationKind.Relu or ActivationKind.Relu6 }];
            var passes = layer is Dropout or StochasticDepth;
            var behindFloat = kept.HasFlag(FloatParts.Last) && layer.Output >= last.Output;
            if (!joined && !passes && !behindFloat) points.Add(layer.Output);
        }

        return points;
    }
}
