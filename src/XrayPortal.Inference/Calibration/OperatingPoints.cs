using XrayPortal.Imaging;
using XrayPortal.Inference.Metrics;
using XrayPortal.Inference.Packages;

namespace XrayPortal.Inference.Calibration;

/// <summary>
/// Chooses the threshold on calibrated probability from validation films alone, by scores that each were calibrated without
/// the film's own fold. See ADR 0021.
/// </summary>
public static class OperatingPoints
{
    public const int Folds = 5;

    /// <summary>No threshold outside: validation films are few and mild, the tails of their scores say little.</summary>
    public const double Least = 0.05;

    public const double Most = 0.95;

    /// <summary>
    /// The middle, in log-odds, of the thresholds around the best Youden index (sensitivity + specificity - 1) whose index is within one
    /// standard error of it. Where films are easy a wide range of thresholds does equally well, and its very best point is chance.
    /// </summary>
    /// <param name="logits">[n], before temperature.</param>
    /// <param name="labels">[n], 0 or 1.</param>
    /// <param name="patients">[n]; all films of a patient share a fold.</param>
    public static Result<OperatingPoint> CrossValidated(double[] logits, int[] labels, IReadOnlyList<string> patients, int seed = 1)
    {
        var scored = CrossCalibration.Probabilities(logits, labels, patients, Folds, seed);
        if (scored.IsRefused) return scored.Refusal;
        return Middle(scored.Value, labels, "cross-validated Youden index on validation", $"; {Folds} folds by patient");
    }

    /// <summary>The same middle for a part of the films, whose temperature the whole has fixed; so there is nothing to fit, and no folds.</summary>
    /// <param name="logits">[n], before temperature.</param>
    /// <param name="labels">[n], 0 or 1.</param>
    /// <param name="temperature">Above 0.</param>
    /// <returns>A refusal <c>metric.one-class</c> where the part has films of one class only.</returns>
    public static Result<OperatingPoint> AtTemperature(double[] logits, int[] labels, double temperature)
    {
        ArgumentNullException.ThrowIfNull(logits);
        if (labels.Distinct().Count() < 2) return MetricRefusals.OneClass;
        return Middle(Array.ConvertAll(logits, l => TemperatureScaling.Probability(l, temperature)), labels, "Youden index on their validation films", "");
    }

    private static OperatingPoint Middle(double[] probabilities, int[] labels, string index, string how)
    {
        var plateau = YoudenPlateau.Of(probabilities, labels);
        return new OperatingPoint
        {
            Threshold = Math.Clamp(Sigmoid((LogOdds(plateau.Low) + LogOdds(plateau.High)) / 2), Least, Most),
            ChosenBy = $"middle, in log-odds, of the thresholds {plateau.Low:F3} to {plateau.High:F3} whose {index} " +
                $"is within one standard error ({plateau.StandardError:F3}) of its best, {plateau.Best:F3}{how}",
        };
    }

    /// <summary>The highest threshold, within the bounds, that still finds the target share of positives by cross-validated scores.</summary>
    /// <param name="target">Sensitivity wanted, above 0, at most 1.</param>
    public static Result<OperatingPoint> AtSensitivity(double[] logits, int[] labels, IReadOnlyList<string> patients, double target, int seed = 1)
    {
        if (target is not (> 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(target), target, "Must be above 0, at most 1.");
        var scored = CrossCalibration.Probabilities(logits, labels, patients, Folds, seed);
        if (scored.IsRefused) return scored.Refusal;
        var positives = scored.Value.Where((_, i) => labels[i] == 1).OrderDescending().ToArray();
        var place = Math.Max(1, (int)Math.Ceiling((target * positives.Length) - 1e-9));
        return new OperatingPoint
        {
            Threshold = Math.Clamp(positives[place - 1], Least, Most),
            ChosenBy = $"highest threshold with a cross-validated sensitivity of at least {target:P1} on validation; {Folds} folds by patient",
        };
    }

    private static double LogOdds(double probability)
    {
        var p = Math.Clamp(probability, 1e-6, 1 - 1e-6);
        return Math.Log(p / (1 - p));
    }

    private static double Sigmoid(double logit) => 1 / (1 + Math.Exp(-logit));
}
