using XrayPortal.Inference.Metrics;

namespace XrayPortal.Inference.Tests.Metrics;

/// <summary>Reference: <c>scipy.stats.norm.ppf</c> and <c>2 * norm.sf</c>.</summary>
public sealed class StandardNormalTests
{
    [Theory]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.001, -3.090232306167813)]
    [InlineData(0.5, 0)]
    public void Quantile_IsScipys(double p, double expected) => Assert.Equal(expected, StandardNormal.Quantile(p), 1e-8);

    [Theory]
    [InlineData(1.96, 0.04999579029644087)]
    [InlineData(-1.96, 0.04999579029644087)]
    [InlineData(4, 6.334248366623973e-05)]
    [InlineData(0, 1)]
    public void TwoSided_IsScipys(double z, double expected) => Assert.Equal(1, StandardNormal.TwoSided(z) / expected, 2e-7);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Quantile_Outside_Throws(double p) => Assert.Throws<ArgumentOutOfRangeException>(() => StandardNormal.Quantile(p));
}
