using XrayPortal.Models;
using Xunit;

namespace XrayPortal.Tests.Models;

public sealed class ModelVersionTests
{
    [Theory]
    [InlineData("1.9.0", "1.10.0")]
    [InlineData("1.0.0", "1.0.1")]
    [InlineData("1.0", "1.0.1")]
    [InlineData("2.0.0-a", "2.0.0-b")]
    public void Compare_LaterVersion_IsGreater(string earlier, string later)
    {
        Assert.True(ModelVersion.Order.Compare(earlier, later) < 0);
        Assert.True(ModelVersion.Order.Compare(later, earlier) > 0);
    }

    [Fact]
    public void Next_KnownVersions_RaisesThePatchOfTheHighest()
    {
        Assert.Equal("1.10.4", ModelVersion.Next(["1.9.9", "1.10.3", "0.0.1", "nightly"]));
        Assert.Equal("1.0.0", ModelVersion.Next([]));
        Assert.Equal("1.0.0", ModelVersion.Next(["nightly", "1.2", "9999999999.0.0"]));
    }
}
