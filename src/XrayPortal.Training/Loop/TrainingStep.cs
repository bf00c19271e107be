using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;
using static TorchSharp.torch;

namespace XrayPortal.Training.Loop;

/// <summary>One step of the unfrozen phase: forward, loss, backward, clipped gradient, optimiser.</summary>
internal sealed class TrainingStep(Network network, LayerGroups layers, Objective objective, Recipe recipe, Precision precision)
{
    /// <param name="input">Normalised pictures [N, C, side, side].</param>
    /// <param name="labels">[N], int64.</param>
    /// <param name="rate">Share of every group's highest learning rate.</param>
    /// <returns>Loss of the batch before the step, and how many of it were called right.</returns>
    public (double Loss, long Right) Take(Tensor input, Tensor labels, double rate)
    {
        using var scope = NewDisposeScope();
        layers.SetRates(rate);
        var pass = network.Forward(input, training: true, precision);
        var loss = objective.Loss(pass.Logit, labels);
        layers.Optimiser.zero_grad();
        loss.backward();
        nn.utils.clip_grad_norm_(network.Parameters.Values.Where(p => p.requires_grad), recipe.ClipGradientNorm, 2);
        layers.Optimiser.step();
        return (loss.item<float>(), objective.Right(pass.Logit, labels));
    }
}
