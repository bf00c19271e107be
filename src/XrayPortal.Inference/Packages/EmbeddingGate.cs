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
    /// <summary>Mean embedding m, [D].</summary>
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

    /// <summary>Linear head trained against foreign pictures, [D]; null where there is none.</summary>
    [JsonConverter(typeof(Base64Floats))]
    public float[]? OutlierWeights { get; init; }

    public double OutlierBias { get; init; }

    /// <summary>A film whose w · x + b exceeds this is refused.</summary>
    public double OutlierThreshold { get; init; }

    /// <param name="embedding">[D].</param>
    /// <returns>The distance, 0 or more.</returns>
    /// <exception cref="ArgumentException">The length is not D.</exception>
    public double Score(ReadOnlySpan<float> embedding)
    {
        CheckLength(embedding);
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

    /// <param name="embedding">[D].</param>
    /// <returns>w · x + b; null where the gate has no such head.</returns>
    public double? OutlierLogit(ReadOnlySpan<float> embedding)
    {
        if (OutlierWeights is null) return null;
        CheckLength(embedding);
        var sum = OutlierBias;
        for (var i = 0; i < embedding.Length; i++) sum += (double)OutlierWeights[i] * embedding[i];
        return sum;
    }

    /// <returns>True where either rule says that this is no film of the training kind.</returns>
    public bool Refuses(ReadOnlySpan<float> embedding) => Score(embedding) > Threshold || OutlierLogit(embedding) > OutlierThreshold;

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

    private void CheckLength(ReadOnlySpan<float> embedding)
    {
        if (embedding.Length != Mean.Length) throw new ArgumentException($"Needs {Mean.Length} values, has {embedding.Length}.", nameof(embedding));
    }
}
