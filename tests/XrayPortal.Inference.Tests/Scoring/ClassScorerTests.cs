using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Scoring;
using XrayPortal.Inference.Tests.Builders;

namespace XrayPortal.Inference.Tests.Scoring;

public sealed class ClassScorerTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Grey 0.8: features 0.8, 0 and 0.2, logits 3.6, -6 and -3.6.</summary>
    [Fact]
    public void Score_ThreeClasses_GivesTheSoftmaxAndAMapEach()
    {
        using var scorer = Load(TestPackage.WriteClasses(folder["classes"]));

        var score = scorer.Score([Films.Flat(0.8)]);

        var sum = Math.Exp(3.6) + Math.Exp(-6) + Math.Exp(-3.6);
        Assert.Equal([Math.Exp(3.6) / sum, Math.Exp(-6) / sum, Math.Exp(-3.6) / sum], score.Probabilities, (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(0, score.Best);
        Assert.Equal(3, score.Maps.Count);
        Assert.All(score.Maps, map => Assert.Equal(score.MapWidth * score.MapHeight, map.Length));
        Assert.All(score.Maps[0], v => Assert.Equal(12 * 0.8f, v, 1e-4f));
        Assert.All(score.Maps[2], v => Assert.Equal(12 * 0.2f, v, 1e-4f));
    }

    [Fact]
    public void Score_ColourPlanes_ReadsAllThree()
    {
        using var scorer = Load(TestPackage.WriteClasses(folder["colour"], channels: 3));

        var score = scorer.Score([Films.Flat(0.3), Films.Flat(0.6), Films.Flat(0.9)]);

        Assert.All(score.Maps[0], v => Assert.Equal(12 * 0.6f, v, 1e-4f));
    }

    [Fact]
    public void Score_OneNode_GivesBothClasses()
    {
        using var scorer = Load(TestPackage.Write(folder["tiny"]));

        var score = scorer.Score([Films.Flat(0.6)]);

        var positive = 1 / (1 + Math.Exp(-((12 * 0.6) - 6)));
        Assert.Equal([1 - positive, positive], score.Probabilities, (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Single(score.Maps);
    }

    [Fact]
    public void Score_WrongPlanes_IsAnError()
    {
        using var scorer = Load(TestPackage.WriteClasses(folder["colour"], channels: 3));

        Assert.Throws<ArgumentException>(() => scorer.Score([Films.Flat(0.5)]));
        Assert.Throws<ArgumentException>(() => scorer.Score([Films.Flat(0.5), Films.Flat(0.5), Films.Flat(0.5, width: 20)]));
    }

    private static ClassScorer Load(string package) => ClassScorer.Load(ModelPackage.Open(package).Value, threads: 1).Value;
}
