using TorchSharp;
using XrayPortal.Training.Data;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;
using static TorchSharp.torch;

namespace XrayPortal.Training.Loop;

/// <summary>Logits and embeddings of whole lists of films, in the order given.</summary>
internal sealed class Predictor(BatchLoader loader, Recipe recipe)
{
    /// <summary>Films as they are.</summary>
    public double[] Logits(Network network, IReadOnlyList<TrainingFilm> films) => Logits(network, loader.Plain(films));

    /// <summary>Films after one fixed draw of the recipe's augmentation each.</summary>
    public double[] StressedLogits(Network network, IReadOnlyList<TrainingFilm> films) => Logits(network, loader.Stressed(films, recipe.Seed));

    /// <returns>What the head reads, [films, features]; belongs to the caller's dispose scope.</returns>
    public Tensor Pooled(Network network, IReadOnlyList<TrainingFilm> films) => Each(network, loader.Plain(films), pass => pass.Pooled);

    /// <returns>[films, D]; belongs to the caller's dispose scope.</returns>
    public Tensor Embeddings(Network network, IReadOnlyList<TrainingFilm> films) => Each(network, loader.Plain(films), pass => pass.Embedding);

    public Tensor StressedEmbeddings(Network network, IReadOnlyList<TrainingFilm> films) =>
        Each(network, loader.Stressed(films, recipe.Seed), pass => pass.Embedding);

    /// <summary>The normalised input in channels-last order, which the processor's convolutions prefer.</summary>
    public Tensor Input(Network network, Batch batch)
    {
        var side = recipe.InputSide;
        var input = network.Normalise(tensor(batch.Pixels, [batch.Count, 1, side, side]), recipe.Normalisation);
        return input.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
    }

    private double[] Logits(Network network, IEnumerable<Batch> batches)
    {
        var logits = new List<double>();
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            logits.AddRange(network.Forward(Input(network, batch), training: false).Logit.data<float>().Select(v => (double)v));
        }

        return [.. logits];
    }

    private Tensor Each(Network network, IEnumerable<Batch> batches, Func<ForwardPass, Tensor> part)
    {
        var parts = new List<Tensor>();
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            parts.Add(part(network.Forward(Input(network, batch), training: false)).MoveToOuterDisposeScope());
        }

        return cat(parts);
    }
}
