namespace XrayPortal.Inference.Metrics;

/// <summary>What the order of films by score, and one threshold, give.</summary>
/// <param name="AtThreshold">Calls at the threshold that was asked for.</param>
public readonly record struct RankedFigures(
    double Auroc,
    double AveragePrecision,
    double SensitivityAt90Specificity,
    double SensitivityAt95Specificity,
    double SpecificityAt90Sensitivity,
    double SpecificityAt95Sensitivity,
    ConfusionMatrix AtThreshold);

/// <summary>
/// Films ordered once, so that the figures of each of many resamples take one pass and no sorting. On every film taken once it gives what
/// <see cref="Auroc"/>, <see cref="PrecisionRecall"/>, <see cref="SensitivityAtSpecificity"/> and <see cref="ConfusionMatrix"/> give.
/// </summary>
public sealed class RankedFilms
{
    /// <summary>Absorbs the rounding of counts divided by counts.</summary>
    private const double Slack = 1e-12;

    private readonly int[] places;
    private readonly double[] scores;
    private readonly int[] labels;

    /// <param name="scores">[n], higher for positive, finite.</param>
    /// <param name="labels">[n], 0 or 1.</param>
    public RankedFilms(ReadOnlySpan<double> scores, ReadOnlySpan<int> labels)
    {
        _ = Labels.CountPositives(scores, labels);
        double[] falling = [.. scores];
        places = [.. Enumerable.Range(0, falling.Length)];
        Array.Sort(falling, places);
        Array.Reverse(falling);
        Array.Reverse(places);
        this.scores = falling;
        int[] own = [.. labels];
        this.labels = Array.ConvertAll(places, i => own[i]);
    }

    /// <param name="times">[n], how often each film counts, in the order the films were given in; 0 leaves it out.</param>
    /// <param name="threshold">At or above it a film is called positive.</param>
    /// <returns>Null where a class is missing.</returns>
    public RankedFigures? Of(ReadOnlySpan<int> times, double threshold)
    {
        if (times.Length != places.Length) throw new ArgumentException($"{times.Length} counts for {places.Length} films.", nameof(times));
        int positives = 0, negatives = 0;
        for (var i = 0; i < places.Length; i++)
        {
            if (labels[i] == 1) positives += times[places[i]];
            else negatives += times[places[i]];
        }

        if (positives == 0 || negatives == 0) return null;
        int up = 0, down = 0, calledUp = 0, calledDown = 0;
        double inOrder = 0, precision = 0, sensitivity90 = 0, sensitivity95 = 0, specificity90 = 0, specificity95 = 0;
        for (var start = 0; start < places.Length;)
        {
            int ownUp = 0, ownDown = 0, end = start;
            for (; end < places.Length && scores[end] == scores[start]; end++)
            {
                if (labels[end] == 1) ownUp += times[places[end]];
                else ownDown += times[places[end]];
            }

            inOrder += ownDown * (up + (ownUp / 2.0)); // ties count half
            (up, down) = (up + ownUp, down + ownDown);
            if (ownUp > 0) precision += ownUp * (up / (double)(up + down));
            if (scores[start] >= threshold) (calledUp, calledDown) = (up, down);
            double sensitivity = up / (double)positives, specificity = 1 - (down / (double)negatives);
            if (specificity >= 0.90 - Slack) sensitivity90 = sensitivity;
            if (specificity >= 0.95 - Slack) sensitivity95 = sensitivity;
            if (sensitivity >= 0.90 - Slack) specificity90 = Math.Max(specificity90, specificity);
            if (sensitivity >= 0.95 - Slack) specificity95 = Math.Max(specificity95, specificity);
            start = end;
        }

        return new RankedFigures(
            inOrder / ((double)positives * negatives), precision / positives, sensitivity90, sensitivity95, specificity90, specificity95,
            new ConfusionMatrix(calledUp, calledDown, negatives - calledDown, positives - calledUp));
    }
}
