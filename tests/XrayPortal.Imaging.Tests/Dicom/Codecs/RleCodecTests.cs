using XrayPortal.Imaging.Dicom.Codecs;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Dicom.Codecs;

public sealed class RleCodecTests
{
    private static readonly RleCodec Codec = new();

    [Theory]
    [InlineData(1, 8)]
    [InlineData(1, 16)]
    [InlineData(1, 32)]
    [InlineData(3, 8)]
    [InlineData(3, 16)]
    public void Decode_EveryNumberOfPlanes_GivesTheCellsBack(int samplesPerPixel, int bits)
    {
        var shape = new FrameShape(37, 11, samplesPerPixel, bits);
        var cells = Samples.Cells(Samples.Noise(shape.Samples, Math.Min(bits, 30)), bits / 8);

        Assert.Equal(cells, Codec.Decode(RleWriter.Encode(cells, samplesPerPixel, bits / 8), shape).Cells);
    }

    [Fact]
    public void Decode_CutAnywhere_IsRefused()
    {
        var shape = new FrameShape(20, 10, 1, 16);
        var stream = RleWriter.Encode(Samples.Cells(Samples.Noise(200, 12), 2), 1, 2);

        for (var length = 0; length < stream.Length - 1; length++) Samples.AssertRefused(Codec, stream[..length], shape);
    }

    [Fact]
    public void Decode_ClaimsThatDoNotFit_AreRefused()
    {
        var stream = RleWriter.Encode(Samples.Cells(Samples.Noise(200, 12), 2), 1, 2);

        Samples.AssertRefused(Codec, stream, new FrameShape(20, 11, 1, 16)); // fewer samples than the picture has
        Samples.AssertRefused(Codec, stream, new FrameShape(20, 9, 1, 16)); // more
        Samples.AssertRefused(Codec, stream, new FrameShape(20, 10, 1, 8)); // another number of planes
        Samples.AssertRefused(Codec, stream, new FrameShape(16384, 16384, 1, 16));
        Samples.AssertRefused(Codec, [.. stream.AsSpan(0, 4), 255, 255, 255, 255, .. stream.AsSpan(8)], new FrameShape(20, 10, 1, 16));
    }
}
