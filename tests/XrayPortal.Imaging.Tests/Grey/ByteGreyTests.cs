using XrayPortal.Imaging.Grey;

namespace XrayPortal.Imaging.Tests.Grey;

public sealed class ByteGreyTests
{
    /// <summary>Every level, at every place of a vector and behind the last whole one.</summary>
    [Fact]
    public void FromBytes_ToLevels_IsTheSameAndExact()
    {
        byte[] bytes = [.. Enumerable.Range(0, 997).Select(i => (byte)(i * 7))];

        var image = GreyImage.FromBytes(997, 1, bytes);

        Assert.Equal(bytes, image.ToLevels()!.Cells);
        Assert.Equal(bytes.Select(b => b / 255f), image.Pixels);
        Assert.Equal(bytes, image.ToLevels()!.Cells); // from the grey values now
    }

    [Theory]
    [InlineData(3)]
    [InlineData(996)]
    public void ToLevels_OneValueBetweenLevels_HasNone(int place)
    {
        var image = GreyImage.FromBytes(997, 1, new byte[997]);
        image.Pixels[place] = 0.5f;

        Assert.Null(image.ToLevels());
    }
}
