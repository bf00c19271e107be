using TorchSharp;
using XrayPortal.Training.Data;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;
using static TorchSharp.torch;

namespace XrayPortal.Training.Loop;

/// <summary>Logits and embeddings of whole lists of examples, in the order given.</summary>
internal sealed class Predictor(BatchLoader loader, Recipe recipe)
{
    /// <summary>Pictures as they are.</summary>
    /// <returns>[examples, outputs]; belongs to the caller's dispose scope.</returns>
    public Tensor Scores(Network network, IReadOnlyList<Example> examples) => Each(network, loader.Plain(examples), pass => pass.Logit);

    /// <summary>Pictures after one fixed draw of the recipe's augmentation each.</summary>
    public Tensor StressedScores(Network network, IReadOnlyList<Example> examples) =>
        Each(network, loader.Stressed(examples, recipe.Seed), pass => pass.Logit);

    /// <summary>Logits of networks with one node.</summary>
    public double[] Logits(Network network, IReadOnlyList<Example> examples) => Values(() => Scores(network, examples));

    public double[] StressedLogits(Network network, IReadOnlyList<Example> examples) => Values(() => StressedScores(network, examples));

    /// <returns>What the head reads, [examples, features]; belongs to the caller's dispose scope.</returns>
    public Tensor Pooled(Network network, IReadOnlyList<Example> examples) => Each(network, loader.Plain(examples), pass => pass.Pooled);

    /// <returns>[examples, D]; belongs to the caller's dispose scope.</returns>
    public Tensor Embeddings(Network network, IReadOnlyList<Example> examples) => Each(network, loader.Plain(examples), pass => pass.Embedding);

    public Tensor StressedEmbeddings(Network network, IReadOnlyList<Example> examples) =>
        Each(network, loader.Stressed(examples, recipe.Seed), pass => pass.Embedding);

    /// <returns>[N, channels, side, side], 0..1.</returns>
    public Tensor Pixels(Batch batch) => tensor(batch.Pixels, [batch.Labels.Length, recipe.Channels, recipe.InputSide, recipe.InputSide]);

    /// <summary>The normalised input in channels-last order, which the processor's convolutions prefer.</summary>
    public Tensor Input(Network network, Tensor pixels)
    {
        var input = network.Normalise(pixels, recipe.Normalisation);
        return input.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
    }

    private Tensor Each(Network network, IEnumerable<Batch> batches, Func<ForwardPass, Tensor> part)
    {
        var parts = new List<Tensor>();
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            parts.Add(part(network.Forward(Input(network, Pixels(batch)), training: false)).MoveToOuterDisposeScope());
        }

        var whole = cat(parts);
        foreach (var done in parts) done.Dispose();
        return whole;
    }

    private static double[] Values(Func<Tensor> scores)
    {
        using var scope = NewDisposeScope();
        return [.. scores().data<float>().Select(v => (double)v)];
    }
}
