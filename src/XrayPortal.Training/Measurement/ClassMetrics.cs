using XrayPortal.Inference.Metrics;

namespace XrayPortal.Training.Measurement;

/// <summary>How well a network tells classes apart on one part.</summary>
/// <param name="Accuracy">With Wilson's interval: pictures count as independent.</param>
/// <param name="Loss">Mean cross-entropy, in nats.</param>
/// <param name="Confusion">Row = true class, column = what it was called.</param>
internal sealed record ClassMetrics(string Part, int Pictures, int Right, MetricInterval Accuracy, double Loss, int[][] Confusion)
{
    /// <param name="truth">Number of each picture's class, below <paramref name="classes"/>.</param>
    /// <param name="called">What each was called, in the same order.</param>
    /// <exception cref="ArgumentException">No picture.</exception>
    public static ClassMetrics Of(string part, IReadOnlyList<int> truth, IReadOnlyList<int> called, int classes, double loss)
    {
        if (truth.Count == 0) throw new ArgumentException("No picture.", nameof(truth));
        var confusion = Enumerable.Range(0, classes).Select(_ => new int[classes]).ToArray();
        for (var i = 0; i < truth.Count; i++) confusion[truth[i]][called[i]]++;
        var right = confusion.Select((row, i) => row[i]).Sum();
        return new ClassMetrics(part, truth.Count, right, Wilson.Interval(right, truth.Count).Value, loss, confusion);
    }

    /// <summary>Share of a class's pictures that were called so; null where the part has none.</summary>
    public double? Recall(int of) => Share(Confusion[of][of], Confusion[of].Sum());

    /// <summary>Share right of the pictures that were called so; null where none was.</summary>
    public double? Precision(int of) => Share(Confusion[of][of], Confusion.Sum(row => row[of]));

    private static double? Share(int some, int all) => all == 0 ? null : some / (double)all;
}
