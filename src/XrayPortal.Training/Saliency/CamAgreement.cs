using XrayPortal.Imaging.Grey;
using XrayPortal.Inference.Scoring;

namespace XrayPortal.Training.Saliency;

/// <summary>How far this engine and the exported model are apart on one film.</summary>
/// <param name="Cosine">Of the two maps, 1 where they are the same but for a factor; null where one of them is empty.</param>
/// <param name="LargestDifference">Between two values of the same place, in logits.</param>
/// <param name="ProbabilityDifference">Between the two probabilities of the class.</param>
internal sealed record CamAgreement(double? Cosine, double LargestDifference, double ProbabilityDifference)
{
    /// <returns>Null where there is nothing to hold together: no Grad-CAM was asked for, or the graph gives no map of this class.</returns>
    public static CamAgreement? Of(ClassScorer exported, IReadOnlyList<GreyImage> planes, FilmExplanation explanation)
    {
        var score = exported.Score(planes);
        // A graph with one node gives the positive class's map alone.
        var place = score.Maps.Count == 1 ? explanation.Category - 1 : explanation.Category;
        if (place < 0 || explanation.Maps.FirstOrDefault(m => m.Method == SaliencyMethod.GradCam) is not { } map) return null;
        double dot = 0, own = 0, other = 0, largest = 0;
        for (var i = 0; i < map.Raw.Positive.Length; i++)
        {
            double a = map.Raw.Positive[i], b = score.Maps[place][i];
            (dot, own, other) = (dot + (a * b), own + (a * a), other + (b * b));
            largest = Math.Max(largest, Math.Abs(a - b));
        }

        return new CamAgreement(
            own == 0 || other == 0 ? null : dot / Math.Sqrt(own * other), largest, Math.Abs(score.Probabilities[explanation.Category] - explanation.Probability));
    }
}
