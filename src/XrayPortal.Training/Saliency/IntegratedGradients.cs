using static TorchSharp.torch;

namespace XrayPortal.Training.Saliency;

/// <summary>
/// Integrated gradients: how much each value of a picture, on the straight way from a baseline, adds to a score. The attributions
/// of all values add up to the difference of the scores (completeness).
/// </summary>
/// <remarks>
/// <c>IG_i = (x_i - b_i) ∫ ∂F/∂x_i (b + t (x - b)) dt</c>, t from 0 to 1. Source: Sundararajan, Taly and Yan, ICML 2017, section 3.
/// The way is cut into equal steps; over each the slope is the mean one (<see cref="SecantSlopes"/>).
/// </remarks>
internal static class IntegratedGradients
{
    private const int Batch = 8;

    /// <param name="picture">[1, planes, side, side], pixels 0..1.</param>
    /// <param name="baseline">Where the way begins, same shape.</param>
    /// <param name="steps">1 or more.</param>
    public static Attribution Attribute(TrainedNetwork model, Tensor picture, Tensor baseline, int category, int steps) => Attribute(
        pictures => model.Score(model.Results(pictures), category), points => SecantSlopes.Of(model, points, category), picture, baseline, steps);

    /// <param name="score">Scores [N] of pictures [N, ...].</param>
    /// <param name="slopes">Mean slopes [N, ...] of the score from each of [N + 1, ...] pictures to the next.</param>
    internal static Attribution Attribute(Func<Tensor, Tensor> score, Func<Tensor, Tensor> slopes, Tensor input, Tensor baseline, int steps)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var way = input - baseline;
        var sum = zeros(input.shape, ScalarType.Float64);
        foreach (var part in Enumerable.Range(0, steps).Chunk(Batch))
        {
            using var inner = NewDisposeScope();
            var places = Enumerable.Range(part[0], part.Length + 1).Select(i => (float)i / steps).ToArray();
            var points = baseline.Plus(tensor(places, [places.Length, .. Enumerable.Repeat(1L, (int)input.dim() - 1)]) * way);
            using var grad = enable_grad();
            sum.Add(slopes(points).detach().to(ScalarType.Float64).sum(0, keepdim: true).Over(steps));
        }

        var ends = score(cat([baseline, input]));
        var values = sum * way;
        return new Attribution([.. values.flatten().data<double>().Select(v => (float)v)], ends[0].item<float>(), ends[1].item<float>(), values.sum().item<double>());
    }
}

/// <summary>Attributions of one picture.</summary>
/// <param name="Values">One for each value of the picture, in its order.</param>
/// <param name="BaselineScore">Score where the way begins.</param>
/// <param name="Score">Score where it ends.</param>
/// <param name="Sum">Of all attributions; with endless steps the difference of the two scores.</param>
internal sealed record Attribution(float[] Values, double BaselineScore, double Score, double Sum)
{
    /// <summary>Difference between what was added up and what there was to explain, as share of the latter; null where that is nothing.</summary>
    public double? CompletenessError => Score == BaselineScore ? null : Math.Abs((Sum - (Score - BaselineScore)) / (Score - BaselineScore));
}
