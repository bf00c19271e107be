using System.Text.Json.Serialization;

namespace XrayPortal.Inference.Packages;

/// <summary>
/// Reference statistics of the embeddings of training films, and the distance beyond which a picture is no such film.
/// </summary>
/// <remarks>
/// The distance is Mahalanobis' under a Gaussian whose covariance is known along k principal directions c_i (variances v_i) and
/// the same, r, in every direction that is left (probabilistic PCA; Tipping and Bishop, J. R. Statist. Soc. B 61, 1999):
/// <c>sqrt((sum_i (c_i · (x - m))² / v_i + |rest|² / r) / D)</c>, about 1 for a film like those of training.
/// </remarks>
public sealed record EmbeddingGate
{
    /// <summary>First value of the embedding that the gate looks at; it looks at D from there on.</summary>
    public int Start { get; init; }

    /// <summary>Mean m of these values, [D].</summary>
    [JsonConverter(typeof(Base64Floats))]
    public required float[] Mean { get; init; }

    /// <summary>Orthonormal principal directions, [k][D].</summary>
    [JsonConverter(typeof(Base64FloatRows))]
    public required IReadOnlyList<float[]> Components { get; init; }

    /// <summary>Variance along each direction, [k], above 0.</summary>
    [JsonConverter(typeof(Base64Floats))]
    public required float[] Variances { get; init; }

    /// <summary>Mean variance a dimension outside the directions, above 0.</summary>
    public required double ResidualVariance { get; init; }

    /// <summary>A film with a greater distance is refused.</summary>
    public required double Threshold { get; init; }

    /// <param name="embedding">[Start + D] or longer.</param>
    /// <returns>The distance, 0 or more.</returns>
    /// <exception cref="ArgumentException">It is shorter.</exception>
    public double Score(ReadOnlySpan<float> embedding)
    {
        if (embedding.Length < Start + Mean.Length)
            throw new ArgumentException($"Needs {Start + Mean.Length} values, has {embedding.Length}.", nameof(embedding));
        embedding = embedding.Slice(Start, Mean.Length);
        var centred = new double[Mean.Length];
        var rest = 0.0;
        for (var i = 0; i < centred.Length; i++)
        {
            centred[i] = (double)embedding[i] - Mean[i];
            rest += centred[i] * centred[i];
        }

        var distance = 0.0;
        for (var k = 0; k < Variances.Length; k++)
        {
            var along = 0.0;
            var direction = Components[k];
            for (var i = 0; i < centred.Length; i++) along += direction[i] * centred[i];
            distance += along * along / Variances[k];
            rest -= along * along;
        }

        distance += Math.Max(0, rest) / ResidualVariance;
        return Math.Sqrt(distance / Mean.Length);
    }

    /// <returns>True where this is no film of the training kind.</returns>
    public bool Refuses(ReadOnlySpan<float> embedding) => Score(embedding) > Threshold;

    /// <summary>The smallest threshold that keeps at least <paramref name="keepShare"/> of the films whose distances are given.</summary>
    /// <param name="scores">Distances of films that must pass, at least one.</param>
    /// <param name="keepShare">Above 0, at most 1.</param>
    public static double Calibrate(ReadOnlySpan<double> scores, double keepShare)
    {
        if (scores.IsEmpty) throw new ArgumentException("Needs at least one distance.", nameof(scores));
        if (keepShare is not (> 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(keepShare), keepShare, "Must be above 0, at most 1.");
        var sorted = scores.ToArray();
        Array.Sort(sorted);
        return sorted[Math.Clamp((int)Math.Ceiling(keepShare * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
