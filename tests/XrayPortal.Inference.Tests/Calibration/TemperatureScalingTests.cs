using XrayPortal.Inference.Calibration;
using XrayPortal.Inference.Tests.Builders;

namespace XrayPortal.Inference.Tests.Calibration;

public sealed class TemperatureScalingTests
{
    [Fact]
    public void Fit_ReferenceFilms_IsScipysMinimum() =>
        // minimize_scalar(lambda T: np.mean(np.logaddexp(0, -(2 * labels - 1) * x / T)), bounds=(.25, 10), method="bounded")
        Assert.Equal(0.5450514621842394, TemperatureScaling.Fit(Reference.LogOdds, Reference.Labels).Value, 1e-6);

    [Fact]
    public void Fit_LogitsThreeTimesAsSure_IsThreeTimesAsHot() => Assert.Equal(
        3 * TemperatureScaling.Fit(Reference.LogOdds, Reference.Labels).Value,
        TemperatureScaling.Fit([.. Reference.LogOdds.Select(x => 3 * x)], Reference.Labels).Value, 1e-5);

    [Fact]
    public void Fit_HonestLogits_IsAboutOne()
    {
        var random = new Random(11);
        double[] logits = [.. Enumerable.Range(0, 20_000).Select(_ => (random.NextDouble() * 8) - 4)];
        int[] labels = [.. logits.Select(x => random.NextDouble() < TemperatureScaling.Probability(x, 1) ? 1 : 0)];

        Assert.Equal(1, TemperatureScaling.Fit(logits, labels).Value, 0.05);
    }

    [Fact]
    public void Fit_ClassesParted_StopsAtTheLeast() =>
        Assert.Equal(TemperatureScaling.Least, TemperatureScaling.Fit([-3, -2, 2, 3], [0, 0, 1, 1]).Value, 1e-5);

    [Fact]
    public void Fit_ScoresOfChance_StopsAtTheMost() =>
        Assert.Equal(TemperatureScaling.Most, TemperatureScaling.Fit([-3, 3, -3, 3], [0, 0, 1, 1]).Value, 1e-4);

    [Fact]
    public void NegativeLogLikelihood_ReferenceFilms_IsScikitLearns() =>
        // metrics.log_loss(labels, p)
        Assert.Equal(0.6308173376309937, TemperatureScaling.NegativeLogLikelihood(Reference.LogOdds, Reference.Labels, 1), 1e-10);

    [Fact]
    public void NegativeLogLikelihood_HugeLogits_StaysFinite() =>
        Assert.Equal(1000, TemperatureScaling.NegativeLogLikelihood([-1000], [1], 1));

    [Fact]
    public void Fit_OneClass_IsRefused() => Assert.Equal("metric.one-class", TemperatureScaling.Fit([1, 2], [1, 1]).Refusal?.Code);
}
