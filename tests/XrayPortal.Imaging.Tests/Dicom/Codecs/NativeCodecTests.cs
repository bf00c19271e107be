using XrayPortal.Imaging.Dicom.Codecs;
using XrayPortal.Imaging.Dicom.Codecs.Native;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Dicom.Codecs;

/// <summary>JPEG-LS and JPEG 2000, through the system's libraries.</summary>
public sealed class NativeCodecTests
{
    private static readonly JpegLsCodec JpegLs = new();
    private static readonly Jpeg2000Codec Jpeg2000 = new();
    private static readonly FrameShape Small = new(Jpeg2000Samples.Columns, Jpeg2000Samples.Rows, 1, 16);

    private static int[] Grey => [.. from y in Enumerable.Range(0, Small.Rows) from x in Enumerable.Range(0, Small.Columns) select Jpeg2000Samples.GreyAt(x, y)];

    [Theory]
    [InlineData(1, 8, 0)]
    [InlineData(1, 12, 0)]
    [InlineData(1, 16, 0)]
    [InlineData(3, 8, 0)]
    [InlineData(3, 8, 1)]
    [InlineData(3, 8, 2)]
    public void Decode_JpegLs_GivesTheSamplesBack(int components, int bits, int interleave)
    {
        var shape = new FrameShape(33, 21, components, bits > 8 ? 16 : 8);
        var samples = Samples.Noise(shape.Samples, bits);
        var given = interleave == 0 && components == 3
            ? Enumerable.Range(0, 3).SelectMany(c => samples.Where((_, i) => i % 3 == c)).ToArray()
            : samples;

        var frame = JpegLs.Decode(JpegLsWriter.Encode(Samples.Cells(given, shape.CellBytes), 33, 21, components, bits, interleave), shape);

        Assert.Equal(samples, Samples.Of(frame));
    }

    [Fact]
    public void Decode_JpegLsNearLossless_StaysWithinItsBound()
    {
        var samples = Samples.Noise(20 * 20, 12);
        var frame = JpegLs.Decode(JpegLsWriter.Encode(Samples.Cells(samples, 2), 20, 20, 1, 12, near: 3), new FrameShape(20, 20, 1, 16));

        Assert.All(samples.Zip(Samples.Of(frame)), pair => Assert.InRange(pair.Second - pair.First, -3, 3));
    }

    [Fact]
    public void Decode_JpegLsCutOrOfAnotherSize_IsRefused()
    {
        var stream = JpegLsWriter.Encode(Samples.Cells(Samples.Noise(400, 12), 2), 20, 20, 1, 12);

        for (var length = 0; length < stream.Length - 1; length += 3) Samples.AssertRefused(JpegLs, stream[..length], new FrameShape(20, 20, 1, 16));
        Samples.AssertRefused(JpegLs, stream, new FrameShape(40, 10, 1, 16));
    }

    [Fact]
    public void Decode_Jpeg2000AndHighThroughput_GiveTheSamplesBack()
    {
        SkipWithoutOpenJpeg();

        Assert.Equal(Grey, Samples.Of(Jpeg2000.Decode(Jpeg2000Samples.Grey, Small)));
        Assert.Equal(Grey, Samples.Of(Jpeg2000.Decode(Jpeg2000Samples.HighThroughput, Small)));
    }

    [Fact]
    public void Decode_Jp2WithColourTransform_ComesOutAsRgb()
    {
        SkipWithoutOpenJpeg();

        var frame = Jpeg2000.Decode(Jpeg2000Samples.ColourJp2, Small with { SamplesPerPixel = 3, BitsAllocated = 8 });

        Assert.Equal(CodestreamColour.Rgb, frame.Colour);
        var expected = from y in Enumerable.Range(0, Small.Rows) from x in Enumerable.Range(0, Small.Columns) from c in Jpeg2000Samples.ColourAt(x, y) select c;
        Assert.Equal(expected, Samples.Of(frame));
    }

    [Fact]
    public void Decode_Jpeg2000CutOrOfAnotherSize_IsRefused()
    {
        SkipWithoutOpenJpeg();

        for (var length = 0; length < Jpeg2000Samples.Grey.Length; length++) Samples.AssertRefused(Jpeg2000, Jpeg2000Samples.Grey[..length], Small);
        Samples.AssertRefused(Jpeg2000, Jpeg2000Samples.Grey, Small with { Columns = 16, Rows = 24 });
        Samples.AssertRefused(Jpeg2000, Jpeg2000Samples.Grey, Small with { SamplesPerPixel = 3 });
        Samples.AssertRefused(Jpeg2000, Jpeg2000Samples.Grey, Small with { BitsAllocated = 8 });
    }

    private static void SkipWithoutOpenJpeg() =>
        Assert.SkipUnless(NativeLibraries.HasOpenJpeg, "OpenJPEG is not installed (Debian package libopenjp2-7).");
}
