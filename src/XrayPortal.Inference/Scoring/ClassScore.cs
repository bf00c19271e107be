namespace XrayPortal.Inference.Scoring;

/// <summary>What a package says of one picture, one probability for each of its classes.</summary>
public sealed record ClassScore
{
    /// <summary>[classes], in the manifest's order, together 1. A package with one node gives 1 - p and p.</summary>
    public required double[] Probabilities { get; init; }

    /// <summary>Evidence, 0 or more, row-major: one map for each class, or one for the positive class where the package has one node.</summary>
    public required IReadOnlyList<float[]> Maps { get; init; }

    public required int MapWidth { get; init; }

    public required int MapHeight { get; init; }

    /// <summary>Pooled features, [D].</summary>
    public required float[] Embedding { get; init; }

    /// <summary>Number of the most probable class; of several the first.</summary>
    public int Best => Array.IndexOf(Probabilities, Probabilities.Max());
}
