using XrayPortal.Networks;
using Xunit;

namespace XrayPortal.Tests.Networks;

public sealed class NetworkTablesTests
{
    [Fact]
    public void Layers_ConvolutionAndFlatten_GiveARowEach()
    {
        LayerView[] rows =
        [
            new(1, "conv", "conv1", [0], 5, 1, 2, 1, new MapShape(6, 28, 28), 150, 6, 117600, 18816, 5, 1, ["kernel"]),
            new(2, "flatten", null, [1], 0, 0, 0, 0, new MapShape(4704, 1, 1), 0, 0, 0, 18816, null, null, []),
        ];

        var lines = NetworkTables.Layers(new NetworkTable("lenet5", new MapShape(1, 28, 28), rows, 1, 156, 117600, 37632, null)).TrimEnd().Split('\n');

        Assert.Equal("1,conv,conv1,5,1,2,1,6,28,28,150,6,117600,18816,5,1", lines[1]);
        Assert.Equal("2,flatten,,,,,,4704,1,1,0,0,0,18816,,", lines[2]);
        Assert.Equal(lines[0].Split(',').Length, lines[2].Split(',').Length);
    }

    [Fact]
    public void Compared_NetworkWithoutATime_LeavesItEmpty()
    {
        var csv = NetworkTables.Compared([new NetworkSummary("lenet5", new MapShape(1, 28, 28), 5, [5, 3], 61706, 416520, 14, null, false, false)]);

        Assert.EndsWith("lenet5,1,28,28,5,5 3,61706,416520,14,\n", csv, StringComparison.Ordinal);
        Assert.Equal("data:text/csv;charset=utf-8,a%2Cb%0A", NetworkTables.Link("a,b\n"));
    }
}
