using XrayPortal.Inference.Metrics;
using XrayPortal.Inference.Tests.Builders;

namespace XrayPortal.Inference.Tests.Metrics;

public sealed class RankedFilmsTests
{
    [Fact]
    public void Of_EveryFilmOnce_IsWhatTheSingleMetricsGive() => AssertSame(Reference.First, Reference.Labels, [.. Enumerable.Repeat(1, 60)]);

    [Fact]
    public void Of_FilmsCountedSeveralTimesOrNot_IsWhatTheSingleMetricsGiveOnCopies()
    {
        var random = new Random(7);
        for (var trial = 0; trial < 50; trial++) AssertSame(Reference.First, Reference.Labels, [.. Enumerable.Range(0, 60).Select(_ => random.Next(4))]);
    }

    [Fact]
    public void Of_FourFilms_IsWorkedOutByHand()
    {
        // scikit-learn's own example: three of four pairs in order, average precision 1/2 * 1 + 1/2 * 2/3.
        var figures = new RankedFilms([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]).Of([1, 1, 1, 1], threshold: 0.4)!.Value;

        Assert.Equal(0.75, figures.Auroc, 1e-12);
        Assert.Equal(5 / 6.0, figures.AveragePrecision, 1e-12);
        Assert.Equal((0.5, 0.5), (figures.SensitivityAt90Specificity, figures.SpecificityAt90Sensitivity));
        Assert.Equal(new ConfusionMatrix(1, 1, 1, 1), figures.AtThreshold);
    }

    [Fact]
    public void Of_NoFilmOfAClassCounted_IsUndefined() => Assert.Null(new RankedFilms([0.1, 0.9], [0, 1]).Of([2, 0], 0.5));

    [Fact]
    public void Of_CountsForOtherFilms_Throws() => Assert.Throws<ArgumentException>(() => new RankedFilms([0.1, 0.9], [0, 1]).Of([1], 0.5));

    private static void AssertSame(double[] scores, int[] labels, int[] times)
    {
        const double Threshold = 0.55;
        double[] copies = [.. scores.SelectMany((s, i) => Enumerable.Repeat(s, times[i]))];
        int[] own = [.. labels.SelectMany((l, i) => Enumerable.Repeat(l, times[i]))];

        var figures = new RankedFilms(scores, labels).Of(times, Threshold)!.Value;

        Assert.Equal(Auroc.Of(copies, own).Value, figures.Auroc, 1e-12);
        Assert.Equal(PrecisionRecall.Average(copies, own).Value, figures.AveragePrecision, 1e-12);
        Assert.Equal(SensitivityAtSpecificity.Sensitivity(copies, own, 0.90).Value, figures.SensitivityAt90Specificity, 1e-12);
        Assert.Equal(SensitivityAtSpecificity.Sensitivity(copies, own, 0.95).Value, figures.SensitivityAt95Specificity, 1e-12);
        Assert.Equal(SensitivityAtSpecificity.Specificity(copies, own, 0.90).Value, figures.SpecificityAt90Sensitivity, 1e-12);
        Assert.Equal(SensitivityAtSpecificity.Specificity(copies, own, 0.95).Value, figures.SpecificityAt95Sensitivity, 1e-12);
        Assert.Equal(ConfusionMatrix.Of(copies, own, Threshold), figures.AtThreshold);
    }
}
