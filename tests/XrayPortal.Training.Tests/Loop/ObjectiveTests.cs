using XrayPortal.Training.Data;
using XrayPortal.Training.Loop;
using XrayPortal.Training.Recipes;
using static TorchSharp.torch;

namespace XrayPortal.Training.Tests.Loop;

/// <summary>Losses worked by hand.</summary>
public sealed class ObjectiveTests
{
    private static readonly Recipe Plain = new() { Loss = LossKind.CrossEntropy, LabelSmoothing = 0 };

    /// <summary>Logits ln 3 and 0: probabilities 3/4 and 1/2; both pictures positive: (ln 4/3 + ln 2) / 2.</summary>
    [Fact]
    public void Loss_TwoClasses_IsBinaryCrossEntropy() =>
        Assert.Equal((Math.Log(4 / 3.0) + Math.Log(2)) / 2, Loss(Plain, 2, [[(float)Math.Log(3)], [0]], [1, 1]), 1e-6);

    /// <summary>Logits ln 2, 0, 0: probabilities 1/2, 1/4, 1/4; true class 0 and 2.</summary>
    [Fact]
    public void Loss_ThreeClasses_IsCrossEntropy() =>
        Assert.Equal((Math.Log(2) + Math.Log(4)) / 2, Loss(Plain, 3, [[(float)Math.Log(2), 0, 0], [(float)Math.Log(2), 0, 0]], [0, 2]), 1e-6);

    /// <summary>Smoothing 0.1 of two classes: 0.95 of the true side, 0.05 of the other, at probability 3/4.</summary>
    [Fact]
    public void Loss_Smoothed_PullsLabelsTogether() =>
        Assert.Equal(
            -(0.95 * Math.Log(0.75)) - (0.05 * Math.Log(0.25)),
            Loss(Plain with { LabelSmoothing = 0.1 }, 2, [[(float)Math.Log(3)]], [1]), 1e-6);

    /// <summary>A teacher says 1/2 and has 0.6 of the target: 0.4 · 1 + 0.6 · 0.5 = 0.7 of the true side, at probability 3/4.</summary>
    [Fact]
    public void Loss_Taught_IsBetweenLabelAndOpinion()
    {
        using var scope = NewDisposeScope();
        var objective = new Objective(Plain with { TeacherShare = 0.6 }, Examples([0, 1]), 2);

        var loss = objective.Loss(tensor(new float[,] { { (float)Math.Log(3) } }), tensor(new long[] { 1 }), tensor(new[] { 0.5f })).item<float>();

        Assert.Equal(-(0.7 * Math.Log(0.75)) - (0.3 * Math.Log(0.25)), loss, 1e-6);
    }

    /// <summary>Focal: the cross-entropy times (1 - p)², p = 3/4 of the true class; classes of one picture each weigh 1.</summary>
    [Fact]
    public void Loss_Focal_ShrinksWhatIsEasy() =>
        Assert.Equal(
            ((Math.Log(4 / 3.0) / 16) + (Math.Log(4) * 9 / 16)) / 2,
            Loss(Plain with { Loss = LossKind.Focal }, 2, [[(float)Math.Log(3)], [(float)Math.Log(3)]], [1, 0]), 1e-6);

    /// <summary>Three of class 0 and one of class 1: weights 4 / (2 · 3) and 4 / (2 · 1).</summary>
    [Fact]
    public void Loss_Weighted_ClassesCountAlike() =>
        Assert.Equal(
            ((3 * (2 / 3.0)) + 2) * Math.Log(2) / 4,
            Loss(Plain with { Loss = LossKind.WeightedCrossEntropy }, 2, [[0], [0], [0], [0]], [0, 0, 0, 1]), 1e-6);

    [Fact]
    public void Loss_GivenWeights_AreTaken() =>
        Assert.Equal(5 * Math.Log(3), Loss(Plain with { ClassWeights = [1, 5, 1] }, 3, [[0, 0, 0]], [1]), 1e-6);

    [Fact]
    public void Right_CountsCalledClasses()
    {
        using var scope = NewDisposeScope();
        var binary = new Objective(Plain, Examples([0, 1]), 2);
        var three = new Objective(Plain, Examples([0, 1, 2]), 3);

        Assert.Equal(2, binary.Right(tensor(new float[,] { { 1 }, { -1 }, { 2 } }), tensor(new long[] { 1, 0, 0 })));
        Assert.Equal(1, three.Right(tensor(new float[,] { { 0, 1, 2 }, { 5, 1, 2 } }), tensor(new long[] { 2, 1 })));
    }

    private static double Loss(Recipe recipe, int classes, float[][] logits, long[] labels)
    {
        using var scope = NewDisposeScope();
        var objective = new Objective(recipe, Examples(labels), classes);
        return objective.Loss(tensor([.. logits.SelectMany(l => l)], [logits.Length, logits[0].Length]), tensor(labels)).item<float>();
    }

    private static Example[] Examples(long[] labels) => [.. labels.Select((l, i) => new Example($"{i}", null, (int)l, $"{i}", null, null))];
}
