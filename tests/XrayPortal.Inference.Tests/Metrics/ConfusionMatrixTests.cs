using XrayPortal.Inference.Metrics;
using XrayPortal.Inference.Tests.Builders;

namespace XrayPortal.Inference.Tests.Metrics;

public sealed class ConfusionMatrixTests
{
    [Fact]
    public void Of_AtTheThresholdItself_CallsPositive() =>
        Assert.Equal(new ConfusionMatrix(1, 1, 1, 1), ConfusionMatrix.Of([0.5, 0.49, 0.5, 0.1], [1, 1, 0, 0], 0.5));

    [Fact]
    public void Ratios_ReferenceFilms_AreScikitLearns()
    {
        // metrics.confusion_matrix(labels, first >= .5).ravel(), f1_score, matthews_corrcoef
        var matrix = ConfusionMatrix.Of(Reference.First, Reference.Labels, 0.5);

        Assert.Equal(new ConfusionMatrix(20, 8, 17, 15), matrix);
        Assert.Equal(0.634920634920635, matrix.F1.Value, 1e-12);
        Assert.Equal(0.2484646732989441, matrix.MatthewsCorrelation.Value, 1e-12);
    }

    [Fact]
    public void Ratios_WorkedExample_AreTheirFractions()
    {
        var matrix = new ConfusionMatrix(TruePositives: 90, FalsePositives: 20, TrueNegatives: 80, FalseNegatives: 10);

        Assert.Equal(0.9, matrix.Sensitivity.Value);
        Assert.Equal(0.8, matrix.Specificity.Value);
        Assert.Equal(90 / 110.0, matrix.PositivePredictiveValue.Value);
        Assert.Equal(80 / 90.0, matrix.NegativePredictiveValue.Value);
        Assert.Equal(0.85, matrix.Accuracy.Value);
    }

    [Fact]
    public void Ratios_EmptyDenominator_AreRefused()
    {
        var matrix = new ConfusionMatrix(0, 0, 5, 0);

        Assert.Equal("metric.empty", matrix.Sensitivity.Refusal?.Code);
        Assert.Equal("metric.empty", matrix.PositivePredictiveValue.Refusal?.Code);
        Assert.Equal("metric.empty", matrix.MatthewsCorrelation.Refusal?.Code);
        Assert.Equal(1, matrix.Specificity.Value);
    }
}
