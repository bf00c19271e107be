using XrayPortal.Inference.Metrics;
using XrayPortal.Inference.Tests.Builders;

namespace XrayPortal.Inference.Tests.Metrics;

public sealed class RateAndScoreTests
{
    [Fact]
    public void SensitivityAtSpecificity_FourFilms_IsTheBestPoint()
    {
        double[] scores = [0.1, 0.4, 0.35, 0.8];
        int[] labels = [0, 0, 1, 1];

        Assert.Equal(0.5, SensitivityAtSpecificity.Sensitivity(scores, labels, 1).Value);
        Assert.Equal(1, SensitivityAtSpecificity.Sensitivity(scores, labels, 0.5).Value);
        Assert.Equal(0.5, SensitivityAtSpecificity.Specificity(scores, labels, 1).Value);
        Assert.Equal(1, SensitivityAtSpecificity.Specificity(scores, labels, 0.5).Value);
    }

    [Fact]
    public void SensitivityAtSpecificity_ReferenceFilms_IsScikitLearns()
    {
        // fpr, tpr, _ = metrics.roc_curve(labels, first, drop_intermediate=False); max(tpr[1 - fpr >= .9]), max((1 - fpr)[tpr >= .9])
        Assert.Equal(0.4, SensitivityAtSpecificity.Sensitivity(Reference.First, Reference.Labels, 0.9).Value, 1e-12);
        Assert.Equal(0.24, SensitivityAtSpecificity.Specificity(Reference.First, Reference.Labels, 0.9).Value, 1e-12);
    }

    [Fact]
    public void AveragePrecision_ScikitLearnsOwnExample_IsFiveSixths() =>
        Assert.Equal(5 / 6.0, PrecisionRecall.Average([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]).Value, 1e-12);

    [Fact]
    public void AveragePrecision_ReferenceFilms_IsScikitLearns() =>
        Assert.Equal(0.806479163638447, PrecisionRecall.Average(Reference.First, Reference.Labels).Value, 1e-12);

    [Fact]
    public void Brier_ReferenceFilms_IsScikitLearns() =>
        Assert.Equal(0.22164333333333333, Brier.Of(Reference.Probabilities, Reference.Labels).Value, 1e-12);

    [Fact]
    public void Brier_AlwaysOneHalf_IsAQuarter() => Assert.Equal(0.25, Brier.Of([0.5, 0.5, 0.5], [0, 1, 1]).Value);

    [Fact]
    public void Brier_NoProbability_Throws() => Assert.Throws<ArgumentException>(() => Brier.Of([1.5], [1]));

    [Fact]
    public void Brier_NoFilm_IsRefused() => Assert.Equal("metric.empty", Brier.Of([], []).Refusal?.Code);

    [Theory] // scipy.stats.binomtest(k, n).proportion_ci(.95, "wilson"); the first is example 1 of Newcombe, Stat. Med. 17 (1998) in kind
    [InlineData(8, 10, 0.4901624715366418, 0.9433178485456248)]
    [InlineData(0, 20, 0, 0.16112515805281935)]
    [InlineData(615, 624, 0.9728180654654732, 0.9923937590901715)]
    [InlineData(81, 263, 0.2553, 0.3662)] // Newcombe 1998, table I, example (a), method 3
    public void Wilson_Share_IsScipys(int successes, int count, double low, double high)
    {
        var interval = Wilson.Interval(successes, count).Value;

        Assert.Equal(low, interval.Low, 5e-5);
        Assert.Equal(high, interval.High, 5e-5);
    }

    [Fact]
    public void Wilson_NothingCounted_IsRefused() => Assert.Equal("metric.empty", Wilson.Interval(0, 0).Refusal?.Code);

    [Theory] // scipy.stats.binomtest(b, b + c, .5).pvalue
    [InlineData(6, 15, 0.0783538818359375)]
    [InlineData(0, 5, 0.0625)]
    [InlineData(4, 4, 1)]
    [InlineData(0, 0, 1)]
    public void McNemar_P_IsScipys(int first, int second, double expected)
    {
        Assert.Equal(expected, McNemar.P(first, second), 1e-12);
        Assert.Equal(expected, McNemar.P(second, first), 1e-12);
    }

    [Fact]
    public void McNemar_ManyDiffering_DoesNotUnderflow() => Assert.InRange(McNemar.P(1500, 1500), 0.98, 1);
}
