using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Dicom.Codecs.Native;
using XrayPortal.Imaging.Tests.Builders;
using XrayPortal.Imaging.Tests.Dicom.Codecs;

namespace XrayPortal.Imaging.Tests.Dicom;

public sealed class DicomPixelDataTests
{
    private const string Rle = "1.2.840.10008.1.2.5";
    private const string JpegLossless = "1.2.840.10008.1.2.4.70";
    private const string Jpeg2000 = "1.2.840.10008.1.2.4.90";

    private static DicomPixelData Open(DicomBuilder film) => Dicoms.PixelsOf(film.Build());

    private static double[] Values(DicomFrame frame) =>
        [.. Enumerable.Range(0, frame.Width * frame.Height * frame.SamplesPerPixel).Select(frame.ValueAt)];

    private static DicomErrorKind KindOf(DicomBuilder film, int frame = 0) => Assert.Throws<DicomFileException>(() => Open(film).GetFrame(frame)).Kind;

    private static DicomBuilder Described(int columns, int rows, int allocated, int stored, int samplesPerPixel, string photometric, byte[] pixels) =>
        new DicomBuilder().Us(DicomTag.Rows, (ushort)rows).Us(DicomTag.Columns, (ushort)columns).Us(DicomTag.BitsAllocated, (ushort)allocated)
            .Us(DicomTag.BitsStored, (ushort)stored).Us(DicomTag.HighBit, (ushort)(stored - 1)).Us(DicomTag.SamplesPerPixel, (ushort)samplesPerPixel)
            .Text(DicomTag.PhotometricInterpretation, "CS", photometric).Raw(DicomTag.PixelData, "OW", pixels);

    [Fact]
    public void GetFrame_SingleBits_AreReadFromTheLeastSignificantOne()
    {
        var film = Described(5, 2, 1, 1, 1, "MONOCHROME2", [0b1010_0110, 0b01]).Text(DicomTag.NumberOfFrames, "IS", "1");

        Assert.Equal([0, 1, 1, 0, 0, 1, 0, 1, 1, 0], Values(Open(film).GetFrame(0)));
    }

    [Fact]
    public void GetFrame_SingleBitsOfASecondFrame_BeginWithinAByte()
    {
        var film = Described(3, 1, 1, 1, 1, "MONOCHROME2", [0b101_011, 0]).Text(DicomTag.NumberOfFrames, "IS", "2");

        Assert.Equal([1, 0, 1], Values(Open(film).GetFrame(1)));
    }

    [Theory]
    [InlineData(32, 32, 0, 4294967295.0)]
    [InlineData(32, 32, 1, -1.0)]
    [InlineData(32, 20, 1, -1.0)]
    [InlineData(32, 24, 0, 16777215.0)]
    [InlineData(8, 5, 0, 31.0)]
    [InlineData(8, 5, 1, -1.0)]
    public void GetFrame_AllBitsSet_AreTheLargestOrMinusOne(int allocated, int stored, int signed, double value)
    {
        var film = Described(2, 1, allocated, stored, 1, "MONOCHROME2", [.. Enumerable.Repeat((byte)255, allocated / 4)]).Us(DicomTag.PixelRepresentation, (ushort)signed);

        Assert.Equal([value, value], Values(Open(film).GetFrame(0)));
    }

    [Fact]
    public void GetFrame_TwelveBitsAllocated_AreUnpackedFromThreeBytes()
    {
        Assert.Equal([0x301, 0xABC], Values(Open(Described(2, 1, 12, 12, 1, "MONOCHROME2", [0x01, 0xC3, 0xAB, 0])).GetFrame(0)));
    }

    [Fact]
    public void GetFrame_FloatPixelData_KeepsItsFractions()
    {
        var film = new DicomBuilder().Without(DicomTag.PixelData).Without(DicomTag.BitsStored).Without(DicomTag.HighBit).Us(DicomTag.Columns, 2)
            .Us(DicomTag.Rows, 1).Us(DicomTag.BitsAllocated, 32).Raw(DicomTag.FloatPixelData, "OF", [.. BitConverter.GetBytes(0.25f), .. BitConverter.GetBytes(-7.5f)]);

        Assert.Equal([0.25, -7.5], Values(Open(film).GetFrame(0)));
    }

    [Theory]
    [InlineData(0, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(1, new byte[] { 1, 4, 2, 5, 3, 6 })]
    public void GetFrame_Planes_ComeOutByPixel(int planar, byte[] pixels)
    {
        var film = Described(2, 1, 8, 8, 3, "RGB", pixels).Us(DicomTag.PlanarConfiguration, (ushort)planar);

        Assert.Equal([1, 2, 3, 4, 5, 6], Values(Open(film).GetFrame(0)));
    }

    [Fact]
    public void GetFrame_Ybr422_RepeatsColourForTwoPixels()
    {
        var frame = Open(Described(2, 1, 8, 8, 3, "YBR_FULL_422", [10, 20, 30, 40])).GetFrame(0);

        Assert.Equal([10, 30, 40, 20, 30, 40], Values(frame));
        Assert.Equal(DicomColour.Ybr, frame.Colour);
    }

    [Fact]
    public void GetFrame_NativeFrames_AreToldApart()
    {
        var film = new DicomBuilder().Pixels(2, 1, 16, 12, [1, 2, 3, 4, 5, 6]).Text(DicomTag.NumberOfFrames, "IS", "3");

        Assert.Equal([5, 6], Values(Open(film).GetFrame(2)));
        Assert.Equal(DicomErrorKind.FrameMissing, KindOf(film, 3));
    }

    [Theory]
    [InlineData("4")]
    [InlineData("2")]
    public void GetFrame_LengthOfAnotherNumberOfFrames_IsRefused(string frames)
    {
        var film = new DicomBuilder().Pixels(2, 1, 16, 12, [1, 2, 3, 4, 5, 6]).Text(DicomTag.NumberOfFrames, "IS", frames);

        Assert.Equal(DicomErrorKind.PixelLengthMismatch, KindOf(film));
    }

    [Fact]
    public void GetFrame_OneFragmentAFrame_IsTheFrame()
    {
        var film = Frames(2).Encapsulated(Rle, [RleOf(1), RleOf(2)]);

        Assert.Equal(2, Open(film).GetFrame(1).ValueAt(0));
    }

    [Fact]
    public void GetFrame_OneFrameInManyFragments_IsPutTogether()
    {
        var stream = Lossless(7);

        Assert.Equal(7, Open(Frames(1).Encapsulated(JpegLossless, [stream[..20], stream[20..50], stream[50..]])).GetFrame(0).ValueAt(0));
    }

    [Fact]
    public void GetFrame_FragmentsWithoutTable_AreSplitWhereAFrameBegins()
    {
        var (one, two) = (Lossless(3), Lossless(4));

        var film = Frames(2).Encapsulated(JpegLossless, [one[..30], one[30..], two[..24], two[24..60], two[60..]]);

        Assert.Equal((3.0, 4.0), (Open(film).GetFrame(0).ValueAt(0), Open(film).GetFrame(1).ValueAt(0)));
    }

    [Fact]
    public void GetFrame_OffsetTable_SplitsWhatMarkersWouldNot()
    {
        var (one, two) = (Lossless(3), Lossless(4));
        byte[][] fragments = [one[..30], one[30..], two[..1], two[1..]];
        var second = (uint)fragments.Take(2).Sum(f => 8 + f.Length + (f.Length % 2));
        // An odd fragment is padded within the frame, where no byte may come between.
        Assert.Equal(DicomErrorKind.CodecError, KindOf(Frames(2).Encapsulated(JpegLossless, fragments, [0, second]), 1));

        fragments = [one[..30], one[30..], two[..2], two[2..]];
        Assert.Equal(4, Open(Frames(2).Encapsulated(JpegLossless, fragments, [0, second])).GetFrame(1).ValueAt(0));
        Assert.Equal(DicomErrorKind.FrameMissing, KindOf(Frames(2).Encapsulated(JpegLossless, fragments, [0, second + 2]), 1));
    }

    [Fact]
    public void GetFrame_ExtendedOffsetTable_IsUsed()
    {
        var (one, two) = (Lossless(3), Lossless(4));
        byte[][] fragments = [one[..30], one[30..], two[..24], two[24..]];
        var second = (ulong)fragments.Take(2).Sum(f => 8 + f.Length + (f.Length % 2));
        var film = Frames(2).Encapsulated(JpegLossless, fragments)
            .Raw(DicomTag.ExtendedOffsetTable, "OV", [.. BitConverter.GetBytes(0UL), .. BitConverter.GetBytes(second)]);

        Assert.Equal(4, Open(film).GetFrame(1).ValueAt(0));
    }

    [Fact]
    public void GetFrame_FewerFragmentsThanFrames_IsRefused()
    {
        Assert.Equal(DicomErrorKind.FrameMissing, KindOf(Frames(3).Encapsulated(Rle, [RleOf(1), RleOf(2)])));
        Assert.Equal(DicomErrorKind.FrameMissing, KindOf(Frames(1).Encapsulated(Rle, [])));
    }

    [Fact]
    public void GetFrame_Jpeg2000WithColourTransform_IsRgbWhateverTheTagSays()
    {
        Assert.SkipUnless(NativeLibraries.HasOpenJpeg, "OpenJPEG is not installed (Debian package libopenjp2-7).");
        var film = Described(24, 16, 8, 8, 3, "YBR_RCT", []).Encapsulated(Jpeg2000, [Jpeg2000Samples.ColourJp2]);

        var frame = Open(film).GetFrame(0);

        Assert.Equal(DicomColour.Rgb, frame.Colour);
        Assert.Equal(Jpeg2000Samples.ColourAt(5, 7).Select(v => (double)v), Values(frame)[(((7 * 24) + 5) * 3)..][..3]);
    }

    [Theory]
    [InlineData(0x0028, 0x0100, 7)]
    [InlineData(0x0028, 0x0101, 17)]
    [InlineData(0x0028, 0x0101, 0)]
    [InlineData(0x0028, 0x0102, 16)]
    [InlineData(0x0028, 0x0002, 2)]
    [InlineData(0x0028, 0x0002, 3)]
    [InlineData(0x0028, 0x0010, 0)]
    public void Constructor_DescriptionThatCannotBe_NamesItsTag(int group, int element, int value)
    {
        var tag = new DicomTag((ushort)group, (ushort)element);

        var fault = Assert.Throws<DicomFileException>(() => Open(new DicomBuilder().Us(tag, (ushort)value)));

        Assert.Equal(DicomErrorKind.InvalidAttribute, fault.Kind);
    }

    [Theory]
    [InlineData(65535, 10, 1)]
    [InlineData(16384, 16384, 1)]
    [InlineData(10, 10, 2001)]
    public void Constructor_MoreThanTheLimits_IsRefused(int rows, int columns, int frames)
    {
        var film = new DicomBuilder().Us(DicomTag.Rows, (ushort)rows).Us(DicomTag.Columns, (ushort)columns).Text(DicomTag.NumberOfFrames, "IS", $"{frames}");

        Assert.Equal(DicomErrorKind.LimitExceeded, Assert.Throws<DicomFileException>(() => Open(film)).Kind);
    }

    private static DicomBuilder Frames(int count) =>
        new DicomBuilder().Pixels(6, 5, 16, 16, new int[30]).Text(DicomTag.NumberOfFrames, "IS", $"{count}");

    private static byte[] RleOf(int value) => RleWriter.Encode(Samples.Cells([.. Enumerable.Repeat(value, 30)], 2), 1, 2);

    private static byte[] Lossless(int value) => new LosslessJpegWriter().Encode(6, 5, 1, [.. Enumerable.Repeat(value, 30)]);
}
