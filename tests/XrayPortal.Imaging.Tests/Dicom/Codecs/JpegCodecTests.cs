using SkiaSharp;
using XrayPortal.Imaging.Dicom.Codecs;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Dicom.Codecs;

public sealed class JpegCodecTests
{
    private static readonly JpegCodec Codec = new();

    public static TheoryData<int, int> Predictors()
    {
        var all = new TheoryData<int, int>();
        foreach (var precision in new[] { 2, 8, 10, 12, 15, 16 })
        {
            for (var predictor = 1; predictor <= 7; predictor++) all.Add(predictor, precision);
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Predictors))]
    public void Decode_LosslessPredictor_GivesTheSamplesBack(int predictor, int precision)
    {
        var samples = Samples.Noise(31 * 17, precision);
        var stream = new LosslessJpegWriter { Predictor = predictor, Precision = precision }.Encode(31, 17, 1, samples);

        var frame = Codec.Decode(stream, new FrameShape(31, 17, 1, 16));

        Assert.Equal(precision, frame.Precision);
        Assert.Equal(samples, Samples.Of(frame));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(7, false)]
    [InlineData(6, true)]
    public void Decode_LosslessColourWithRestarts_GivesTheSamplesBack(int predictor, bool isSeparate)
    {
        var samples = Samples.Noise(9 * 40 * 3, 8);
        var writer = new LosslessJpegWriter { Predictor = predictor, Precision = 8, RestartRows = 3, IsSeparate = isSeparate };

        Assert.Equal(samples, Samples.Of(Codec.Decode(writer.Encode(9, 40, 3, samples), new FrameShape(9, 40, 3, 8))));
    }

    [Fact]
    public void Decode_LosslessPointTransform_LosesOnlyTheBitsShiftedAway()
    {
        var samples = Samples.Noise(300, 12);
        var stream = new LosslessJpegWriter { Predictor = 4, Precision = 12, PointTransform = 3 }.Encode(20, 15, 1, samples);

        Assert.Equal(samples.Select(s => s & ~7), Samples.Of(Codec.Decode(stream, new FrameShape(20, 15, 1, 16))));
    }

    [Fact]
    public void Decode_LargestDifference_HasNoExtraBits()
    {
        int[] samples = [0, 32768, 0, 32768, 65535, 32767];
        var stream = new LosslessJpegWriter().Encode(3, 2, 1, samples);

        Assert.Equal(samples, Samples.Of(Codec.Decode(stream, new FrameShape(3, 2, 1, 16))));
    }

    [Fact]
    public void Decode_LosslessCutAnywhere_IsRefused()
    {
        var stream = new LosslessJpegWriter { Predictor = 7, RestartRows = 2 }.Encode(20, 10, 1, Samples.Noise(200, 16));

        for (var length = 0; length < stream.Length; length++) Samples.AssertRefused(Codec, stream[..length], new FrameShape(20, 10, 1, 16));
        // What is missing may be hidden behind an end marker that is there.
        for (var length = 0; length < stream.Length - 20; length += 7)
            Samples.AssertRefused(Codec, [.. stream[..length], 0xFF, 0xD9], new FrameShape(20, 10, 1, 16));
    }

    [Fact]
    public void Decode_Baseline_EqualsLibjpegBitByBit()
    {
        var jpeg = JpegSamples.Grey(101, 67);
        using var expected = SKBitmap.Decode(jpeg, new SKImageInfo(101, 67, SKColorType.Gray8, SKAlphaType.Opaque));

        var frame = Codec.Decode(jpeg, new FrameShape(101, 67, 1, 8));

        Assert.Equal(8, frame.Precision);
        for (var y = 0; y < 67; y++) Assert.Equal(expected.GetPixelSpan().Slice(y * expected.RowBytes, 101).ToArray(), frame.Cells[(y * 101)..((y + 1) * 101)]);
    }

    [Fact]
    public void Decode_ColourBaseline_SaysThatItIsYbr()
    {
        var frame = Codec.Decode(JpegSamples.Colour(40, 30, SKColors.Red), new FrameShape(40, 30, 3, 8));

        Assert.Equal(CodestreamColour.Ybr, frame.Colour);
        Assert.InRange(frame.Cells[0], 75, 77); // BT.601 luma of pure red
        Assert.InRange(frame.Cells[2], 254, 255);
    }

    [Fact]
    public void Decode_OtherSizeOrComponents_IsRefusedBeforeDecoding()
    {
        var jpeg = JpegSamples.Grey(96, 64);

        Samples.AssertRefused(Codec, jpeg, new FrameShape(64, 96, 1, 8));
        Samples.AssertRefused(Codec, jpeg, new FrameShape(96, 64, 3, 8));
        Samples.AssertRefused(Codec, new LosslessJpegWriter().Encode(4, 4, 1, new int[16]), new FrameShape(4, 4, 1, 8)); // 16 bits in 8
    }
}
