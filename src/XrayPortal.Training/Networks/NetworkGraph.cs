namespace XrayPortal.Training.Networks;

/// <summary>
/// A network as data: one description that is run by TorchSharp, exported to ONNX, measured by the inspector and read by tests.
/// Result 0 is the normalised picture; the last layer gives the logits.
/// </summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Input">Shape of the normalised picture it was laid out for.</param>
/// <param name="Map">The last feature map: what a pooled head reads, and where class-activation maps come from.</param>
/// <param name="Middle">A layer half-way down whose pooled output still knows what kind of picture it is; the gate looks at it,
/// because the last features know little besides the two classes.</param>
public sealed record NetworkGraph(string Name, PictureShape Input, int Map, int Middle, IReadOnlyList<Layer> Layers)
{
    /// <summary>The last linear layer.</summary>
    public Linear Head => Layers.OfType<Linear>().Last();

    /// <summary>Whether the head reads the average of the map and nothing else, so that its weights say where evidence lies.</summary>
    public bool HasPooledHead => Layers.OfType<Flatten>().Count() == 1 && Layers.OfType<AdaptiveAveragePool>().Any(p => p.Input == Map && p.Side == 1)
        && Layers.OfType<Linear>().Count() == 1;

    /// <summary>
    /// The same backbone under a new head: global average pool, dropout, one linear layer. The head keeps its torchvision name.
    /// </summary>
    public NetworkGraph WithPooledHead(int outputs, double dropout)
    {
        var builder = new GraphBuilder(Input);
        foreach (var layer in Layers.TakeWhile(l => l.Output <= Map)) builder.Copy(layer);
        builder.PooledHead(Layers.OfType<Linear>().LastOrDefault()?.Name ?? "head", Map, outputs, dropout, LinearStart.NearZero);
        return this with { Layers = builder.Layers };
    }
}
