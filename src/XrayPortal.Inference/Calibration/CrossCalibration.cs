using XrayPortal.Imaging;
using XrayPortal.Inference.Metrics;

namespace XrayPortal.Inference.Calibration;

/// <summary>Calibrated probabilities in which no film's own fold helped to fit its temperature.</summary>
internal static class CrossCalibration
{
    /// <param name="patients">[n]; patients, apart by whether they have a positive film, are dealt to folds in a seeded order.</param>
    public static Result<double[]> Probabilities(double[] logits, int[] labels, IReadOnlyList<string> patients, int folds, int seed)
    {
        ArgumentNullException.ThrowIfNull(patients);
        _ = Labels.CountPositives(logits, labels);
        if (patients.Count != labels.Length) throw new ArgumentException($"{labels.Length} labels and {patients.Count} patients.", nameof(patients));
        if (FoldsOf(labels, patients, folds, seed) is not { } fold) return CalibrationRefusals.TooFewPatients(folds);
        var probabilities = new double[logits.Length];
        for (var k = 0; k < folds; k++)
        {
            var others = Enumerable.Range(0, logits.Length).Where(i => fold[i] != k).ToArray();
            var temperature = TemperatureScaling.Fit(Array.ConvertAll(others, i => logits[i]), Array.ConvertAll(others, i => labels[i]));
            if (temperature.IsRefused) return temperature.Refusal;
            for (var i = 0; i < logits.Length; i++)
                if (fold[i] == k) probabilities[i] = TemperatureScaling.Probability(logits[i], temperature.Value);
        }

        return probabilities;
    }

    private static int[]? FoldsOf(int[] labels, IReadOnlyList<string> patients, int folds, int seed)
    {
        var positive = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        for (var i = 0; i < labels.Length; i++)
            positive[patients[i]] = labels[i] == 1 || positive.GetValueOrDefault(patients[i]);
        var random = new Random(seed);
        var foldOf = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var group in positive.GroupBy(p => p.Value, p => p.Key))
        {
            var names = group.ToArray();
            random.Shuffle(names);
            if (names.Length < folds) return null;
            for (var i = 0; i < names.Length; i++) foldOf[names[i]] = i % folds;
        }

        return positive.Values.Distinct().Count() == 2 ? [.. patients.Select(p => foldOf[p])] : null;
    }
}
