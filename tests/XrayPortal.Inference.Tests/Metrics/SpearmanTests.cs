using XrayPortal.Inference.Metrics;

namespace XrayPortal.Inference.Tests.Metrics;

public sealed class SpearmanTests
{
    /// <summary>scipy.stats.spearmanr([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]).statistic: the worked example of scipy's documentation.</summary>
    [Fact]
    public void Correlation_SciPysExampleWithTies_IsItsValue() =>
        Assert.Equal(0.8207826816681233, Spearman.Correlation([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]).Value, 1e-12);

    /// <summary>Without ties: 1 - 6 Σd² / (n (n² - 1)); ranks 1 2 3 4 against 2 1 4 3 give d² = 4, so 1 - 24 / 60.</summary>
    [Fact]
    public void Correlation_FourValuesByHand_IsThreeFifths()
    {
        Assert.Equal(0.6, Spearman.Correlation([0.1, 0.2, 0.3, 0.4], [20, 10, 400, 300]).Value, 1e-12);
        Assert.Equal(-1, Spearman.Correlation([1, 2, 3], [9, 8, 1]).Value, 1e-12);
    }

    [Fact]
    public void Correlation_ConstantList_IsRefused() => Assert.Equal("metric.constant", Spearman.Correlation([1, 1, 1], [1, 2, 3]).Refusal?.Code);
}
