using XrayPortal.Training.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace XrayPortal.Training.Saliency;

/// <summary>
/// Slopes of a class's score over small steps from picture to picture: like its gradients, but each activation gives its mean slope over the
/// step instead of its slope at one place. What lies between two pictures is then added up whole, kinks and all, where gradients at single
/// places meet a deep network's many kinks by chance.
/// </summary>
/// <remarks>
/// For an elementwise activation f: <c>(f(b) - f(a)) / (b - a)</c>, the rescale rule of Shrikumar, Greenside and Kundaje, ICML 2017, section
/// 3.5.1, from one end of the step to the other. For a product: each factor's slope times the other's mean. For a max pool: the places that
/// are largest at either end, each for its share of the step. Everything else is affine, but the normalisation of a film by itself, whose gradient is taken half-way. As steps get
/// shorter, all of these become the gradient.
/// </remarks>
internal static class SecantSlopes
{
    /// <summary>Below this difference a secant is rounding only; then the slope is taken about the place.</summary>
    private const double Close = 1e-5;

    private const double Reach = 1e-3;

    /// <param name="points">Pictures along the way, [steps + 1, planes, side, side].</param>
    /// <returns>[steps, planes, side, side].</returns>
    public static Tensor Of(TrainedNetwork model, Tensor points, int category)
    {
        using var scope = NewDisposeScope();
        Tensor[] ends;
        using (no_grad()) ends = model.Results(points);
        var middle = Mean(points).requires_grad_(true);
        var input = model.Network.Normalise(middle, model.Normalisation);
        var results = model.Network.Results(input, training: false, instead: (layer, own) => Linear(layer, own, ends));
        return autograd.grad([model.Score(results, category).sum()], [middle])[0].MoveToOuterDisposeScope();
    }

    /// <returns>The layer as a linear function of its input with the mean slope over each step; null where it is linear by itself.</returns>
    private static Tensor? Linear(Layer layer, Tensor[] own, Tensor[] ends) => layer switch
    {
        Activation { Kind: not ActivationKind.LogSoftmax } a => own[a.Input] * Slope(a.Kind, ends[a.Input], ends[a.Output]),
        Scale g => (own[g.Map] * Mean(ends[g.Gate])).Plus(Mean(ends[g.Map]) * own[g.Gate]),
        MaxPool p => Selected(p, own[p.Input], ends[p.Input]),
        _ => null,
    };

    private static Tensor Slope(ActivationKind kind, Tensor before, Tensor after)
    {
        using var noGrad = no_grad();
        var way = before[1..] - before[..^1];
        var middle = Mean(before);
        var about = (Network.Activate(middle.Plus(Reach), kind) - Network.Activate(middle.Minus(Reach), kind)).Over(2 * Reach);
        return where(way.abs().Above(Close), (after[1..] - after[..^1]) / way, about);
    }

    private static Tensor Mean(Tensor ends) => ends[..^1].Plus(ends[1..]).Over(2);

    /// <summary>Until the place that is largest at the end overtakes the one that was largest at the start, the pool follows the latter.</summary>
    private static Tensor Selected(MaxPool pool, Tensor own, Tensor ends)
    {
        var (_, places) = F.max_pool2d_with_indices(
            ends, [pool.Kernel, pool.Kernel], [pool.Stride, pool.Stride], [pool.Padding, pool.Padding], [1, 1], pool.CeilMode);
        var (values, at, flat) = (ends.flatten(2), places.flatten(2), own.flatten(2));
        var (start, end) = (at[..^1], at[1..]);
        var lead = values[..^1].gather(2, start) - values[..^1].gather(2, end);
        var total = lead.Plus(values[1..].gather(2, end)) - values[1..].gather(2, start);
        var share = where(total.Above(0), lead / total, ones_like(total).Over(2));
        return (share * flat.gather(2, start)).Plus((ones_like(share) - share) * flat.gather(2, end)).reshape([own.shape[0], .. places.shape[1..]]);
    }
}
