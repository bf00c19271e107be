using XrayPortal.Training.Data;
using XrayPortal.Training.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace XrayPortal.Training.Loop;

/// <summary>
/// What is learnt: two classes on one sigmoid node, more on one node each under a softmax. Holds the loss, and what counts as right.
/// </summary>
internal sealed class Objective(Recipe recipe, IReadOnlyList<Example> train, int classes)
{
    private readonly float[] weights = [.. Weights(recipe, train, classes).Select(w => (float)w)];

    public bool IsBinary => classes == 2;

    /// <summary>Nodes of the last layer.</summary>
    public int Outputs => Nodes(classes);

    public static int Nodes(int classes) => classes == 2 ? 1 : classes;

    /// <param name="logits">[N, outputs].</param>
    /// <param name="labels">[N], int64.</param>
    /// <param name="opinion">Probabilities that take the recipe's share of the target, [N] of class 1 or [N, classes]; null: the labels alone.</param>
    /// <returns>Mean loss of the batch.</returns>
    public Tensor Loss(Tensor logits, Tensor labels, Tensor? opinion = null)
    {
        var weight = tensor(weights).index_select(0, labels);
        var truth = IsBinary ? labels.to(ScalarType.Float32) : nn.functional.one_hot(labels, classes).to(ScalarType.Float32);
        var target = truth.Times(1 - recipe.LabelSmoothing).Plus(recipe.LabelSmoothing / classes);
        if (opinion is not null) target = target.Times(1 - recipe.TeacherShare).Plus(opinion.Times(recipe.TeacherShare));
        var scores = IsBinary ? logits.squeeze(1) : nn.functional.log_softmax(logits, 1);
        var each = IsBinary
            ? nn.functional.binary_cross_entropy_with_logits(scores, target, reduction: nn.Reduction.None)
            : (target * scores).sum(1).neg();
        if (recipe.Loss == LossKind.Focal) each *= (ones_like(weight) - ShareOfTruth(scores, truth)).Squared();
        return (each * weight).mean();
    }

    /// <summary>Probability of the true class, [N].</summary>
    private Tensor ShareOfTruth(Tensor scores, Tensor truth) =>
        IsBinary ? sigmoid(where(truth.to(ScalarType.Bool), scores, scores.neg())) : (truth * scores).sum(1).exp();

    /// <returns>How many pictures of the batch are called right; ties and one half count as the first class.</returns>
    public long Right(Tensor logits, Tensor labels) => Called(logits).eq(labels).sum().item<long>();

    /// <summary>The class each row is called, [N] int64.</summary>
    public Tensor Called(Tensor logits) => IsBinary ? logits.squeeze(1).gt(zeros_like(logits).squeeze(1)).to(ScalarType.Int64) : logits.argmax(1);

    /// <summary>Probability of every class, row by row; of one node the first class gets the rest.</summary>
    public double[][] Probabilities(Tensor logits)
    {
        using var scope = NewDisposeScope();
        var shares = IsBinary ? cat([sigmoid(-logits), sigmoid(logits)], 1) : nn.functional.softmax(logits, 1);
        return [.. shares.to(ScalarType.Float64).data<double>().Chunk(classes)];
    }

    /// <summary>Plain cross-entropy and share right, without weights or smoothing: comparable between recipes.</summary>
    /// <param name="logits">[N, outputs] for <paramref name="examples"/> in their order.</param>
    public (double Loss, double Accuracy) Measure(Tensor logits, IReadOnlyList<Example> examples)
    {
        using var scope = NewDisposeScope();
        var labels = tensor(examples.Select(e => (long)e.Label).ToArray());
        var loss = IsBinary
            ? nn.functional.binary_cross_entropy_with_logits(logits.squeeze(1), labels.to(ScalarType.Float32))
            : nn.functional.cross_entropy(logits, labels);
        return (loss.item<float>(), Right(logits, labels) / (double)examples.Count);
    }

    private static double[] Weights(Recipe recipe, IReadOnlyList<Example> train, int classes)
    {
        if (recipe.ClassWeights is { } given)
        {
            return given.Count == classes
                ? [.. given]
                : throw new InvalidOperationException($"The recipe weighs {given.Count} classes; the set has {classes}.");
        }

        var plain = recipe.Loss == LossKind.CrossEntropy || recipe.Balance is not null; // balanced draws need no weights besides
        var counts = train.CountBy(e => e.Label).ToDictionary();
        return [.. Enumerable.Range(0, classes).Select(c => plain || !counts.TryGetValue(c, out var count) ? 1 : train.Count / (double)(classes * count))];
    }
}
