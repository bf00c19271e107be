using XrayPortal.Inference.Metrics;
using XrayPortal.Inference.Tests.Builders;

namespace XrayPortal.Inference.Tests.Metrics;

/// <summary>
/// Reference values by the definition over all pairs:
/// <code>
/// def parts(s):
///     up, down = s[labels == 1], s[labels == 0]
///     psi = (up[:, None] > down) + 0.5 * (up[:, None] == down)
///     return psi.mean(), psi.mean(1), psi.mean(0)
/// a, a1, a0 = parts(first); b, b1, b0 = parts(second)
/// cov = np.cov(a1, b1) / len(a1) + np.cov(a0, b0) / len(a0)
/// a - stats.norm.ppf(.975) * np.sqrt(cov[0, 0]), a + stats.norm.ppf(.975) * np.sqrt(cov[0, 0])
/// sd = np.sqrt(cov[0, 0] + cov[1, 1] - 2 * cov[0, 1]); 2 * stats.norm.sf(abs((a - b) / sd))
/// </code>
/// </summary>
public sealed class DeLongTests
{
    [Fact]
    public void Interval_ReferenceFilms_IsTheDefinitions()
    {
        var interval = DeLong.Interval(Reference.First, Reference.Labels).Value;

        Assert.Equal(0.7028571428571428, interval.Value, 1e-12);
        Assert.Equal(0.5725938773423297, interval.Low, 1e-8);
        Assert.Equal(0.833120408371956, interval.High, 1e-8);
    }

    [Fact]
    public void Compare_ReferenceFilms_IsTheDefinitions()
    {
        var comparison = DeLong.Compare(Reference.First, Reference.Second, Reference.Labels).Value;

        Assert.Equal(0.11771428571428566, comparison.Difference, 1e-12);
        Assert.Equal(0.09697182175088531, comparison.StandardError, 1e-12);
        Assert.Equal(1.2139019726440374, comparison.Z, 1e-10);
        Assert.Equal(0.22478515955381795, comparison.P, 1e-6);
    }

    [Fact]
    public void Compare_SameOrder_IsNoDifference()
    {
        double[] squared = [.. Reference.Second.Select(s => s * s)];

        var comparison = DeLong.Compare(Reference.Second, squared, Reference.Labels).Value;

        Assert.Equal((0.0, 1.0), (comparison.Difference, comparison.P));
    }

    [Fact]
    public void Interval_ClassesParted_EndsAtOne() =>
        Assert.Equal(new MetricInterval(1, 1, 1), DeLong.Interval([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1]).Value);

    [Fact]
    public void Interval_HigherConfidence_IsWider()
    {
        var (narrow, wide) = (DeLong.Interval(Reference.First, Reference.Labels, 0.8).Value, DeLong.Interval(Reference.First, Reference.Labels, 0.99).Value);

        Assert.True(wide.Low < narrow.Low && wide.High > narrow.High);
    }

    [Fact]
    public void Interval_OneClass_IsRefused() => Assert.Equal("metric.one-class", DeLong.Interval([0.1, 0.9], [0, 0]).Refusal?.Code);
}
