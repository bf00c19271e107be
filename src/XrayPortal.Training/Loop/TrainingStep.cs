using TorchSharp;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;
using static TorchSharp.torch;

namespace XrayPortal.Training.Loop;

/// <summary>What is known of a batch of pictures.</summary>
/// <param name="Labels">[N], int64.</param>
/// <param name="Opinion">What teachers say, as <see cref="Teachers.Opinion"/>; null: nobody teaches.</param>
/// <param name="Evidence">[N, 1, g, g], 1 in boxes; null: not asked.</param>
internal readonly record struct Truth(Tensor Labels, Tensor? Opinion = null, Tensor? Evidence = null);

/// <summary>One step of the unfrozen phase: forward, loss, backward, clipped gradient, optimiser.</summary>
internal sealed class TrainingStep(Network network, LayerGroups layers, Objective objective, Recipe recipe, Precision precision)
{
    /// <param name="input">Normalised pictures [N, C, side, side].</param>
    /// <param name="truth">What is to be learnt of them.</param>
    /// <param name="rate">Share of every group's highest learning rate.</param>
    /// <returns>Loss of the batch before the step, and how many of it were called right.</returns>
    public (double Loss, long Right) Take(Tensor input, Truth truth, double rate) => StillCollector.Run(() => Learn(input, truth, rate));

    private (double Loss, long Right) Learn(Tensor input, Truth truth, double rate)
    {
        using var scope = NewDisposeScope();
        layers.SetRates(rate);
        var pass = network.Forward(input, training: true, precision);
        var loss = objective.Loss(pass.Logit, truth.Labels, truth.Opinion);
        if (truth.Evidence is { } evidence) loss = loss.Plus(EvidenceOutside(network.ClassActivation(pass.FeatureMap), evidence).Times(recipe.EvidenceWeight));
        layers.Optimiser.zero_grad();
        loss.backward();
        nn.utils.clip_grad_norm_(network.Parameters.Values.Where(p => p.requires_grad), recipe.ClipGradientNorm, 2);
        layers.Optimiser.step();
        return (loss.item<float>(), objective.Right(pass.Logit, truth.Labels));
    }

    /// <summary>Share of the map that lies outside the boxes, mean over the films that have boxes.</summary>
    /// <param name="map">[N, 1, h, w], not negative.</param>
    internal static Tensor EvidenceOutside(Tensor map, Tensor evidence)
    {
        var inside = nn.functional.adaptive_avg_pool2d(evidence, [map.shape[2], map.shape[3]]);
        var whole = map.sum([1, 2, 3]);
        var share = (map * inside).sum([1, 2, 3]) / where(whole.to(ScalarType.Bool), whole, ones_like(whole)); // a map of nothing has no share inside
        var boxed = inside.sum([1, 2, 3]).sign();
        return ((ones_like(share) - share) * boxed).sum() / maximum(boxed.sum(), ones(1));
    }
}
