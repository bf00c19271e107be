using XrayPortal.Imaging.Grey;
using XrayPortal.Inference.Scoring;

namespace XrayPortal.Training.Saliency;

/// <summary>How far the map of this engine and the one that the exported model gives out are apart.</summary>
/// <param name="Cosine">Of the two maps, 1 where they are the same but for a factor; null where one of them is empty.</param>
/// <param name="LargestDifference">Between two values of the same place, in logits.</param>
/// <param name="LogitDifference">Between the two logits.</param>
internal sealed record CamAgreement(double? Cosine, double LargestDifference, double LogitDifference)
{
    /// <summary>Whether the exported model gives a map that can be held against this explanation: two classes, the positive one, a pooled head.</summary>
    public static bool Applies(TrainedNetwork model, int category) =>
        model.Network.Graph.HasPooledHead && model.Classes.Count == 2 && category == 1;

    public static CamAgreement Of(FilmScorer scorer, GreyImage film, double logit, SaliencyMap map)
    {
        var run = scorer.Run(film);
        double dot = 0, own = 0, other = 0, largest = 0;
        for (var i = 0; i < run.Cam.Length; i++)
        {
            double a = map.Positive[i], b = run.Cam[i];
            (dot, own, other) = (dot + (a * b), own + (a * a), other + (b * b));
            largest = Math.Max(largest, Math.Abs(a - b));
        }

        return new CamAgreement(own == 0 || other == 0 ? null : dot / Math.Sqrt(own * other), largest, Math.Abs(run.Logit - logit));
    }
}
