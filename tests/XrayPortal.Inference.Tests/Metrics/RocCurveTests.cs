using XrayPortal.Inference.Metrics;
using XrayPortal.Inference.Tests.Builders;

namespace XrayPortal.Inference.Tests.Metrics;

public sealed class RocCurveTests
{
    [Fact]
    public void Of_FourFilms_StepsThroughEveryScore()
    {
        var points = RocCurve.Of([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]).Value.Points;

        Assert.Equal([new(double.PositiveInfinity, 0, 0), new(0.8, 0, 0.5), new(0.4, 0.5, 0.5), new(0.35, 0.5, 1), new(0.1, 1, 1)], points);
    }

    [Fact]
    public void Of_Ties_MoveTogether()
    {
        var points = RocCurve.Of([0.5, 0.5, 0.5, 0.2], [1, 0, 1, 0]).Value.Points;

        Assert.Equal([new(double.PositiveInfinity, 0, 0), new(0.5, 0.5, 1), new(0.2, 1, 1)], points);
    }

    [Fact]
    public void Of_ReferenceFilms_HasTheAreaOfTheAuroc()
    {
        var points = RocCurve.Of(Reference.First, Reference.Labels).Value.Points;

        var area = points.Zip(points.Skip(1)).Sum(p =>
            (p.Second.FalsePositiveRate - p.First.FalsePositiveRate) * (p.Second.TruePositiveRate + p.First.TruePositiveRate) / 2);

        Assert.Equal(Auroc.Of(Reference.First, Reference.Labels).Value, area, 1e-12);
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(0.25, 0.5)]
    [InlineData(0.5, 1)]
    [InlineData(1, 1)]
    public void TruePositiveRateAt_Place_IsTheTopOfTheStep(double falsePositiveRate, double expected) =>
        Assert.Equal(expected, RocCurve.Of([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]).Value.TruePositiveRateAt(falsePositiveRate));

    [Fact]
    public void Band_ReferenceFilms_HoldsTheCurveAndRises()
    {
        string[] patients = [.. Enumerable.Range(0, 60).Select(i => $"p{i / 2}")];
        var curve = RocCurve.Of(Reference.First, Reference.Labels).Value;

        var band = RocCurve.Band(Reference.First, Reference.Labels, new PatientBootstrap(patients, Reference.Labels, resamples: 400));

        Assert.Equal(51, band.Count);
        Assert.All(band, b => Assert.InRange(curve.TruePositiveRateAt(b.FalsePositiveRate), b.Low - 1e-9, b.High + 1e-9));
        Assert.All(band.Zip(band.Skip(1)), p => Assert.True(p.Second.Low >= p.First.Low && p.Second.High >= p.First.High));
        Assert.Equal((1, 1), (band[^1].Low, band[^1].High));
    }

    [Fact]
    public void Of_OneClass_IsRefused() => Assert.Equal("metric.one-class", RocCurve.Of([0.1], [1]).Refusal?.Code);
}
