namespace XrayPortal.Inference.Metrics;

/// <summary>Checks of scores and labels at the public edge of every metric.</summary>
internal static class Labels
{
    /// <returns>Number of positives.</returns>
    /// <exception cref="ArgumentException">Lengths differ, a label is neither 0 nor 1, or a score is not finite.</exception>
    public static int CountPositives(ReadOnlySpan<double> scores, ReadOnlySpan<int> labels)
    {
        if (scores.Length != labels.Length) throw new ArgumentException($"{scores.Length} scores and {labels.Length} labels.", nameof(labels));
        var positives = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] is not (0 or 1)) throw new ArgumentException($"Label {labels[i]} at {i}: must be 0 or 1.", nameof(labels));
            if (!double.IsFinite(scores[i])) throw new ArgumentException($"Score at {i} is not finite.", nameof(scores));
            positives += labels[i];
        }

        return positives;
    }

    /// <summary>As <see cref="CountPositives"/>, for scores that are probabilities.</summary>
    public static int CountPositivesOfProbabilities(ReadOnlySpan<double> probabilities, ReadOnlySpan<int> labels)
    {
        foreach (var p in probabilities)
            if (p is not (>= 0 and <= 1)) throw new ArgumentException($"{p} is no probability.", nameof(probabilities));
        return CountPositives(probabilities, labels);
    }

    public static bool IsOneClass(int positives, int count) => positives == 0 || positives == count;
}
