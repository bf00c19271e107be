using XrayPortal.Inference.Metrics;
using XrayPortal.Inference.Tests.Builders;

namespace XrayPortal.Inference.Tests.Metrics;

public sealed class CalibrationMetricTests
{
    [Fact]
    public void Ece_WorkedExample_IsTheWeightedGap() =>
        // Two bins of two: said 0.15, true 0.5, gap 0.35; said 0.85, true 1, gap 0.15; mean 0.25.
        Assert.Equal(0.25, ExpectedCalibrationError.Of([0.1, 0.2, 0.8, 0.9], [0, 1, 1, 1], bins: 2).Value, 1e-12);

    [Fact]
    public void Ece_ReferenceFilms_IsTheNumpyValue() =>
        // Sorted by p, cut at n * b // 10, a cut moved up while p ties: sum (n_b / n) |mean p - mean label|
        Assert.Equal(0.11066666666666666, ExpectedCalibrationError.Of(Reference.Probabilities, Reference.Labels).Value, 1e-12);

    [Fact]
    public void Ece_FilmsInAnotherOrder_IsTheSame()
    {
        double[] turned = [.. Reference.Probabilities.Reverse()];
        int[] labels = [.. Reference.Labels.Reverse()];

        Assert.Equal(
            ExpectedCalibrationError.Of(Reference.Probabilities, Reference.Labels).Value, ExpectedCalibrationError.Of(turned, labels).Value, 1e-12);
    }

    [Fact]
    public void Ece_AllProbabilitiesEqual_ComparesTheirShareOnce() =>
        Assert.Equal(0, ExpectedCalibrationError.Of([0.5, 0.5, 0.5, 0.5], [0, 0, 1, 1], bins: 2).Value);

    [Fact]
    public void Bins_Counts_AddUpAndAreEven()
    {
        var bins = ExpectedCalibrationError.Bins([.. Enumerable.Range(0, 25).Select(i => i / 25.0)], new int[25]).Value;

        Assert.Equal(10, bins.Count);
        Assert.Equal(25, bins.Sum(b => b.Films));
        Assert.All(bins, b => Assert.InRange(b.Films, 2, 3));
    }

    [Fact]
    public void Noise_CalibratedModel_StaysBelowItsBandMostly()
    {
        var random = new Random(5);
        double[] probabilities = [.. Enumerable.Range(0, 400).Select(_ => random.NextDouble())];
        int[] honest = [.. probabilities.Select(p => random.NextDouble() < p ? 1 : 0)];
        int[] overstated = [.. probabilities.Select(p => random.NextDouble() < 0.5 + ((p - 0.5) * 0.3) ? 1 : 0)];

        var noise = ExpectedCalibrationError.Noise(probabilities).Value;

        Assert.True(ExpectedCalibrationError.Of(probabilities, honest).Value < noise.Upper);
        Assert.True(ExpectedCalibrationError.Of(probabilities, overstated).Value > 1.5 * noise.Upper);
        Assert.InRange(noise.Mean, 0.01, noise.Upper);
        Assert.Equal(noise, ExpectedCalibrationError.Noise(probabilities).Value);
    }

    [Fact]
    public void CalibrationLine_ReferenceFilms_IsTheUnpenalisedFit()
    {
        // minimize(lambda t: np.sum(np.logaddexp(0, -(2 * labels - 1) * (t[0] + t[1] * x))), [0, 1], method="BFGS", gtol 1e-10)
        var line = CalibrationLine.Fit(Reference.LogOdds, Reference.Labels).Value;

        Assert.Equal(2.07434193, line.Slope, 1e-6);
        Assert.Equal(0.43283918, line.Intercept, 1e-6);
    }

    [Fact]
    public void CalibrationLine_LogitsTwiceAsSure_HalvesTheSlope()
    {
        var line = CalibrationLine.Fit(Reference.LogOdds, Reference.Labels).Value;
        var surer = CalibrationLine.Fit([.. Reference.LogOdds.Select(x => 2 * x)], Reference.Labels).Value;

        Assert.Equal(line.Slope / 2, surer.Slope, 1e-8);
        Assert.Equal(line.Intercept, surer.Intercept, 1e-8);
    }

    [Fact]
    public void CalibrationLine_ClassesParted_IsRefused() =>
        Assert.Equal("metric.separated", CalibrationLine.Fit([-2, -1, 1, 2], [0, 0, 1, 1]).Refusal?.Code);

    [Fact]
    public void CalibrationLine_OneClass_IsRefused() => Assert.Equal("metric.one-class", CalibrationLine.Fit([1, 2], [0, 0]).Refusal?.Code);
}
