using XrayPortal.Inference.Metrics;
using XrayPortal.Inference.Tests.Builders;

namespace XrayPortal.Inference.Tests.Metrics;

public sealed class AurocTests
{
    [Fact]
    public void Of_ScikitLearnsOwnExample_IsThreeQuarters() =>
        Assert.Equal(0.75, Auroc.Of([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]).Value);

    [Fact]
    public void Of_Tie_CountsHalf() =>
        // Pairs: (0.5, 0.5) half, (0.5, 0.2) one, (0.9, 0.5) one, (0.9, 0.2) one.
        Assert.Equal(3.5 / 4, Auroc.Of([0.5, 0.9, 0.5, 0.2], [1, 1, 0, 0]).Value);

    [Fact]
    public void Of_HanleyAndMcNeilsCtExample_IsTheirArea()
    {
        // Hanley and McNeil, Radiology 143 (1982), table I: 109 CT images in five ratings, area 0.893.
        int[] normal = [33, 6, 6, 11, 2], abnormal = [3, 2, 2, 11, 33];
        List<double> scores = [];
        List<int> labels = [];
        for (var rating = 0; rating < 5; rating++)
        {
            scores.AddRange(Enumerable.Repeat(rating + 1.0, normal[rating] + abnormal[rating]));
            labels.AddRange([.. Enumerable.Repeat(0, normal[rating]), .. Enumerable.Repeat(1, abnormal[rating])]);
        }

        Assert.Equal(0.893, Auroc.Of([.. scores], [.. labels]).Value, 0.0005);
    }

    [Fact]
    public void Of_ReferenceFilms_IsScikitLearnsValue()
    {
        // metrics.roc_auc_score(labels, first), (labels, second)
        Assert.Equal(0.7028571428571428, Auroc.Of(Reference.First, Reference.Labels).Value, 1e-12);
        Assert.Equal(0.5851428571428572, Auroc.Of(Reference.Second, Reference.Labels).Value, 1e-12);
    }

    [Fact]
    public void Of_ScoresOnAnotherScale_IsTheSame()
    {
        double[] stretched = [.. Reference.First.Select(s => Math.Exp(3 * s) - 7)];

        Assert.Equal(Auroc.Of(Reference.First, Reference.Labels).Value, Auroc.Of(stretched, Reference.Labels).Value, 1e-12);
    }

    [Fact]
    public void Of_ScoresTurnedOver_IsTheComplement() =>
        Assert.Equal(1, Auroc.Of(Reference.First, Reference.Labels).Value + Auroc.Of([.. Reference.First.Select(s => -s)], Reference.Labels).Value, 1e-12);

    [Fact]
    public void Of_OneClass_IsRefused() => Assert.Equal("metric.one-class", Auroc.Of([0.1, 0.9], [1, 1]).Refusal?.Code);

    [Fact]
    public void Of_LengthsDiffer_Throws() => Assert.Throws<ArgumentException>(() => Auroc.Of([0.1], [1, 0]));

    [Fact]
    public void Of_LabelOtherThanZeroOrOne_Throws() => Assert.Throws<ArgumentException>(() => Auroc.Of([0.1, 0.2], [1, 2]));

    [Fact]
    public void Of_ScoreNotFinite_Throws() => Assert.Throws<ArgumentException>(() => Auroc.Of([0.1, double.NaN], [1, 0]));
}
