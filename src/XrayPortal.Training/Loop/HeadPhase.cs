using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;
using static TorchSharp.torch;

namespace XrayPortal.Training.Loop;

/// <summary>The frozen phase: the last layer alone learns, on features that were computed once.</summary>
internal static class HeadPhase
{
    private const int Rows = 256;

    /// <param name="features">[films, features], float32, what the head reads.</param>
    /// <param name="labels">[films], int64.</param>
    /// <param name="epochDone">Told every tenth epoch and the last, with the loss of its last step.</param>
    public static void Learn(Network network, Tensor features, Tensor labels, Objective objective, Recipe recipe, Action<int, double> epochDone)
    {
        using var head = optim.AdamW(network.HeadParameters, recipe.HeadLearningRate, weight_decay: recipe.WeightDecay);
        for (var epoch = 1; epoch <= recipe.HeadEpochs; epoch++)
        {
            using var scope = NewDisposeScope();
            var loss = zeros(1);
            manual_seed(recipe.Seed + epoch);
            foreach (var rows in randperm(features.shape[0]).split(Rows))
            {
                var logits = nn.functional.linear(features.index_select(0, rows), network.HeadWeight, network.HeadBias);
                loss = objective.Loss(logits, labels.index_select(0, rows));
                head.zero_grad();
                loss.backward();
                StillCollector.Run(() => head.step());
            }

            if (epoch % 10 == 0 || epoch == recipe.HeadEpochs) epochDone(epoch, loss.item<float>());
        }
    }
}
