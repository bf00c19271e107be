using XrayPortal.Inference.Packages;

namespace XrayPortal.Inference.Tests.Packages;

public sealed class EmbeddingGateTests
{
    private static readonly EmbeddingGate Gate = new()
    {
        Mean = [1, 2, 3, 4],
        Components = [[1, 0, 0, 0], [0, 0.6f, 0.8f, 0]],
        Variances = [4, 9],
        ResidualVariance = 0.25,
        Threshold = 2,
    };

    [Fact]
    public void Score_AtTheMean_IsZero() => Assert.Equal(0, Gate.Score([1, 2, 3, 4]));

    [Fact]
    public void Score_WorkedExample_IsTheDistance()
    {
        // x - m = (2, 3, 4, 1): along the first direction 2, along the second 0.6 * 3 + 0.8 * 4 = 5; |x - m|² = 30, so the rest is
        // 30 - 4 - 25 = 1. sqrt((4 / 4 + 25 / 9 + 1 / 0.25) / 4) = 1.394433...
        Assert.Equal(Math.Sqrt((1 + (25 / 9.0) + 4) / 4), Gate.Score([3, 5, 7, 5]), 6);
    }

    [Fact]
    public void Score_FilmsOfTheFittedKind_IsAboutOne()
    {
        var random = new Random(7);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var gate = Gate with { Components = [], Variances = [], ResidualVariance = 9 };

        var squares = Enumerable.Range(0, 4000).Average(_ =>
        {
            var score = gate.Score([(float)(1 + (3 * Normal())), (float)(2 + (3 * Normal())), (float)(3 + (3 * Normal())), (float)(4 + (3 * Normal()))]);
            return score * score;
        });

        Assert.Equal(1, squares, 0.05);
    }

    [Fact]
    public void Score_FurtherAlongAnyDirection_Grows() =>
        Assert.True(Gate.Score([1, 2, 3, 6]) > Gate.Score([1, 2, 3, 5]) && Gate.Score([9, 2, 3, 4]) > Gate.Score([5, 2, 3, 4]));

    [Fact]
    public void Score_TooShort_Throws() => Assert.Throws<ArgumentException>(() => Gate.Score([1, 2, 3]));

    [Fact]
    public void Refuses_OnlyBeyondTheThreshold()
    {
        Assert.False(Gate.Refuses([1, 2, 3, 6])); // 2 / 0.5 / sqrt(4) = 2, the threshold itself
        Assert.True(Gate.Refuses([1, 2, 3, 6.01f]));
    }

    [Fact]
    public void Score_GateThatStartsLater_LooksAtThatPartOnly()
    {
        var gate = Gate with { Start = 2 };

        Assert.Equal(Gate.Score([3, 5, 7, 5]), gate.Score([99, -99, 3, 5, 7, 5]));
        Assert.Equal(Gate.Score([3, 5, 7, 5]), gate.Score([99, -99, 3, 5, 7, 5, 42]));
        Assert.Throws<ArgumentException>(() => gate.Score([99, 3, 5, 7, 5]));
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(0.8, 4)]
    [InlineData(0.79, 4)]
    [InlineData(0.01, 1)]
    public void Calibrate_KeepsAtLeastTheShare(double share, double expected) =>
        Assert.Equal(expected, EmbeddingGate.Calibrate([3, 1, 5, 2, 4], share));

    [Fact]
    public void Calibrate_NothingGiven_Throws() => Assert.Throws<ArgumentException>(() => EmbeddingGate.Calibrate([], 0.9));
}
