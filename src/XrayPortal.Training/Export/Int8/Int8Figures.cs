using XrayPortal.Imaging;
using XrayPortal.Inference.Metrics;

namespace XrayPortal.Training.Export.Int8;

/// <summary>The 8-bit model against the float one on validation films.</summary>
/// <param name="SameCall">Share of films with the same call and the same verdict of the gate.</param>
/// <param name="MapCosine">Mean cosine of the maps, over films where the float model shows evidence.</param>
internal sealed record Int8Figures(
    int Films, double FloatAuroc, double Int8Auroc, double SameCall, double MapCosine, int MapFilms, double MeanDifference, double LargestDifference)
{
    private const double LargestAurocLoss = 0.005, LeastSameCall = 0.99, LeastMapCosine = 0.98;

    public double AurocLoss => FloatAuroc - Int8Auroc;

    /// <summary>Whether the 8-bit model may take the float one's place, its speed apart.</summary>
    public bool MayBeReleased => AurocLoss <= LargestAurocLoss && SameCall >= LeastSameCall && MapCosine >= LeastMapCosine;

    public override string ToString() =>
        $"AUROC {Int8Auroc:F4} against {FloatAuroc:F4} (loss at most {LargestAurocLoss}), same call on {SameCall:P2} (at least {LeastSameCall:P0}), " +
        $"maps alike by {MapCosine:F4} (at least {LeastMapCosine}) on {Films} validation films";

    /// <returns>A refusal where a class is missing.</returns>
    public static Result<Int8Figures> Of(IReadOnlyList<FilmAnswer> whole, IReadOnlyList<FilmAnswer> small, int[] labels)
    {
        var first = Auroc.Of([.. whole.Select(a => a.Probability)], labels);
        if (first.IsRefused) return first.Refusal;
        var second = Auroc.Of([.. small.Select(a => a.Probability)], labels);
        var pairs = whole.Zip(small).ToArray();
        var cosines = pairs.Where(p => p.First.Map.Any(v => v > 0)).Select(p => Cosine(p.First.Map, p.Second.Map)).ToArray();
        double[] differences = [.. pairs.Select(p => Math.Abs(p.First.Probability - p.Second.Probability))];
        return new Int8Figures(
            pairs.Length, first.Value, second.Value, pairs.Count(p => p.First.Call == p.Second.Call) / (double)pairs.Length,
            cosines.Length == 0 ? 1 : cosines.Average(), cosines.Length, differences.Average(), differences.Max());
    }

    private static double Cosine(float[] one, float[] two)
    {
        var (dot, first, second) = (0.0, 0.0, 0.0);
        for (var i = 0; i < one.Length; i++)
        {
            dot += (double)one[i] * two[i];
            first += (double)one[i] * one[i];
            second += (double)two[i] * two[i];
        }

        return second == 0 ? 0 : dot / Math.Sqrt(first * second);
    }
}

/// <summary>What a model said of one film.</summary>
/// <param name="Call">Whether the probability reaches the threshold; null where the gate refused the film.</param>
internal sealed record FilmAnswer(double Probability, bool? Call, float[] Map);
