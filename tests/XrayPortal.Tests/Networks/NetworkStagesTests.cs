using XrayPortal.Networks;
using Xunit;

namespace XrayPortal.Tests.Networks;

public sealed class NetworkStagesTests
{
    [Fact]
    public void Of_GateInTheMiddle_StaysInItsStage()
    {
        // A gate pools the map to one place and scales the map by what it finds there.
        var table = Table((8, 16), (8, 1), (8, 16), (16, 8), (16, 1), (2, 1));

        var stages = NetworkStages.Of(table);

        Assert.Equal(["Stage 1: 16×16", "Stage 2: 8×8", "Head"], stages.Select(s => s.Title));
        Assert.Equal([3, 1, 2], stages.Select(s => s.Rows.Count));
        Assert.Equal(table.Parameters, stages.Sum(s => s.Parameters));
    }

    [Fact]
    public void Worked_PoolThatRoundsUp_SaysCeil()
    {
        var row = Row(1, 4, 56) with { Kernel = 3, Stride = 2, Dilation = 1, Weights = 0, Kind = "max pool" };
        var table = Table((4, 56)) with { Input = new MapShape(4, 112, 112), Rows = [row] };

        var lines = NetworkWords.Worked(row, table);

        Assert.Equal("Places: ceil((112 + 2×0 − 3) / 2) + 1 = 56.", lines[0]);
        Assert.Equal("Receptive field: 1 + (3 − 1) × 1 = 3 pixels; effective stride: 1 × 2 = 2.", lines[1]);
    }

    [Fact]
    public void Worked_DilatedConvolution_CountsTheHoles()
    {
        var row = Row(1, 4, 28) with { Kernel = 3, Stride = 1, Dilation = 2, Weights = 4 * 3 * 9, Biases = 4, ReceptiveField = 5, EffectiveStride = 1 };
        var table = Table((4, 28)) with { Input = new MapShape(3, 32, 32), Rows = [row] };

        var lines = NetworkWords.Worked(row, table);

        Assert.Equal("Places: floor((32 + 2×0 − 2×(3 − 1) − 1) / 1) + 1 = 28.", lines[0]);
        Assert.StartsWith("Parameters: 4 filters × 3×3×3 weights + 4 biases = 112;", lines[1], StringComparison.Ordinal);
        Assert.Equal("Receptive field: 1 + 2 × (3 − 1) × 1 = 5 pixels; effective stride: 1 × 1 = 1.", lines[2]);
    }

    [Theory]
    [InlineData(999, "999")]
    [InlineData(61_706, "61.7 k")]
    [InlineData(11_689_512, "11.7 M")]
    [InlineData(15_470_000_000, "15.47 G")]
    public void Short_Numbers_CarryTheirThousands(long value, string text) => Assert.Equal(text, NetworkWords.Short(value));

    private static NetworkTable Table(params (int Channels, int Side)[] outputs)
    {
        var rows = outputs.Select((o, i) => Row(i + 1, o.Channels, o.Side)).ToList();
        return new NetworkTable("drawn", new MapShape(3, 32, 32), rows, 1, rows.Sum(r => r.Parameters), 0, 0, null);
    }

    private static LayerView Row(int number, int channels, int side) => new(
        number, "conv", null, [number - 1], 0, 0, 0, 0, new MapShape(channels, side, side), number, 0, 0, 0, 3, 2, []);
}
