using XrayPortal.Inference.Metrics;
using XrayPortal.Inference.Tests.Builders;

namespace XrayPortal.Inference.Tests.Metrics;

public sealed class LogisticRegressionTests
{
    [Fact]
    public void Fit_ReferenceFilms_IsScikitLearns()
    {
        // LogisticRegression(C=1, tol=1e-12).fit(StandardScaler().fit_transform(np.stack([first, second], 1)), labels)
        var model = LogisticRegression.Fit(Rows, Reference.Labels);

        Assert.Equal(0.43253259, model.Weights[0], 2e-7);
        Assert.Equal(0.8773025, model.Weights[1], 2e-6);
        Assert.Equal(0.1243158, model.Weights[2], 2e-6);
    }

    [Fact]
    public void Score_Film_IsTheWeightedSumOfStandardisedFeatures()
    {
        var model = LogisticRegression.Fit([[0.0], [2.0], [0.0], [2.0]], [0, 1, 0, 1]); // mean 1, deviation 1

        Assert.Equal(model.Weights[0] + model.Weights[1], model.Score([2.0]), 1e-12);
        Assert.Equal(0, model.Weights[0], 1e-9); // even classes around the mean
    }

    [Fact]
    public void Fit_ClassesParted_StaysFinite() =>
        Assert.All(LogisticRegression.Fit([[-1.0, 5], [-2.0, 5], [1.0, 5], [2.0, 5]], [0, 0, 1, 1]).Weights, w => Assert.True(double.IsFinite(w)));

    [Fact]
    public void Fit_ConstantFeature_GetsNoWeight() => Assert.Equal(0, LogisticRegression.Fit([[-1.0, 5], [-2.0, 5], [1.0, 5], [2.0, 5]], [0, 0, 1, 1]).Weights[2], 1e-12);

    [Fact]
    public void Fit_RowsAndLabelsDiffer_Throws() => Assert.Throws<ArgumentException>(() => LogisticRegression.Fit([[1.0]], [0, 1]));

    private static double[][] Rows => [.. Reference.First.Select((f, i) => new[] { f, Reference.Second[i] })];
}
