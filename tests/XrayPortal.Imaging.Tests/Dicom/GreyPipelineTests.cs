using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Dicom;

/// <summary>Golden values, worked by hand from PS3.3.</summary>
public sealed class GreyPipelineTests
{
    private static float[] Grey(DicomBuilder film) => Grey(film.Build());

    private static float[] Grey(byte[] film)
    {
        var decoded = FilmDecoder.Decode(film, DecodeLimits.Default);
        Assert.False(decoded.IsRefused, decoded.Refusal?.Sentence);
        return decoded.Value.Image.Pixels;
    }

    [Theory]
    [InlineData("LINEAR", "512", "600", 80.033)]
    [InlineData("SIGMOID", "512", "600", 81.995)]
    [InlineData("LINEAR_EXACT", "500.5", "401", 63.591)]
    public void Decode_WindowFunctions_GiveTheStandardsValues(string function, string center, string width, double grey255)
    {
        Assert.Equal(grey255, Grey(new DicomBuilder().Window(center, width, function))[4] * 255, 0.001);
    }

    [Fact]
    public void Decode_LinearWindow_IsFlatOutsideAndStraightInside()
    {
        var grey = Grey(new DicomBuilder().Window("300.5", "401"));

        Assert.Equal([0f, 0f, 0.25f, 0.5f, 0.75f, 1f, 1f, 1f], grey);
    }

    [Fact]
    public void Decode_WidthOne_IsAStep()
    {
        Assert.Equal([0f, 0f, 0f, 0f, 1f, 1f, 1f, 1f], Grey(new DicomBuilder().Window("300.6", "1")));
    }

    [Fact]
    public void Decode_SeveralWindows_TakesTheFirst()
    {
        Assert.Equal(Grey(new DicomBuilder().Window("300.5", "401")), Grey(new DicomBuilder().Window("300.5\\50", "401\\2")));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("0.5")]
    [InlineData("NaN")]
    [InlineData("x")]
    public void Decode_WindowThatCannotBeUsed_RunsFromSmallestToLargest(string width)
    {
        var grey = Grey(new DicomBuilder().Window("40", width));

        Assert.Equal((0f, 100 / 4095f, 1f), (grey[0], grey[1], grey[7]));
    }

    [Fact]
    public void Decode_NoWindow_RunsFromSmallestToLargestWithoutPadding()
    {
        var film = new DicomBuilder().Pixels(4, 1, 16, 16, [100, 200, 300, 65535]).Us(DicomTag.PixelPaddingValue, 65535);

        Assert.Equal([0f, 0.5f, 1f, 0f], Grey(film));
    }

    [Fact]
    public void Decode_PaddingRangeOfMonochrome1_IsBlackAfterInversion()
    {
        var film = new DicomBuilder().Pixels(4, 1, 16, 12, [0, 5, 10, 20]).Text(DicomTag.PhotometricInterpretation, "CS", "MONOCHROME1")
            .Us(DicomTag.PixelPaddingValue, 0).Us(DicomTag.PixelPaddingRangeLimit, 5);

        Assert.Equal([0f, 0f, 1f, 0f], Grey(film));
    }

    [Theory]
    [InlineData("MONOCHROME2", null, 0f, 1f)]
    [InlineData("MONOCHROME1", null, 1f, 0f)]
    [InlineData("MONOCHROME2", "INVERSE", 1f, 0f)]
    [InlineData("MONOCHROME1", "INVERSE", 1f, 0f)]
    [InlineData("MONOCHROME1", "IDENTITY", 1f, 0f)]
    [InlineData("MONOCHROME2", "IDENTITY", 0f, 1f)]
    public void Decode_PhotometricAndShape_InvertAtMostOnceAndLast(string photometric, string? shape, float low, float high)
    {
        var film = new DicomBuilder().Text(DicomTag.PhotometricInterpretation, "CS", photometric);
        if (shape is not null) film.Text(DicomTag.PresentationLutShape, "CS", shape);

        var grey = Grey(film);

        Assert.Equal((low, high), (grey[0], grey[7]));
    }

    [Theory]
    [InlineData(8, 8, 0x80, -128)]
    [InlineData(16, 8, 0xFF80, -128)]
    [InlineData(16, 10, 0xFE00, -512)]
    [InlineData(16, 12, 0x0800, -2048)]
    [InlineData(16, 12, 0x07FF, 2047)]
    [InlineData(16, 16, 0x8000, -32768)]
    [InlineData(16, 16, 0x7FFF, 32767)]
    public void ValueAt_SignedCells_ExtendTheSignOfTheStoredBits(int allocated, int stored, int cell, int value)
    {
        var file = new DicomBuilder().Pixels(2, 1, (ushort)allocated, (ushort)stored, [cell, 0]).Us(DicomTag.PixelRepresentation, 1);

        var frame = Dicoms.PixelsOf(file.Build()).GetFrame(0);
        var values = new int[2];
        frame.CopyStoredValues(values);
        Assert.Equal((value, value), ((int)frame.ValueAt(0), values[0]));
    }

    [Fact]
    public void Decode_HighBit15And12Stored_ShiftsDownAndIgnoresLowBits()
    {
        var plain = new DicomBuilder().Pixels(2, 1, 16, 12, [0x123, 0x456]).Window("1000", "2000");
        var shifted = new DicomBuilder().Pixels(2, 1, 16, 12, [0x1237, 0x456F]).Us(DicomTag.HighBit, 15).Window("1000", "2000");

        Assert.Equal(Grey(plain), Grey(shifted));
    }

    [Fact]
    public void Decode_OverlayInUnusedBits_IsMaskedAway()
    {
        Assert.Equal(
            Grey(new DicomBuilder().Pixels(2, 1, 16, 12, [0x123, 0x456])), Grey(new DicomBuilder().Pixels(2, 1, 16, 12, [0xF123, 0x8456])));
    }

    [Fact]
    public void Decode_NegativeSlope_TurnsValuesBeforeTheWindow()
    {
        var film = new DicomBuilder().Text(DicomTag.RescaleSlope, "DS", "-1").Text(DicomTag.RescaleIntercept, "DS", "500").Window("300.5", "401");

        Assert.Equal([1f, 0.75f, 0.5f, 0.25f, 0f, 0f, 0f, 0f], Grey(film));
    }

    [Fact]
    public void Decode_SlopeZero_IsReadAsAbsent()
    {
        Assert.Equal(Grey(new DicomBuilder()), Grey(new DicomBuilder().Text(DicomTag.RescaleSlope, "DS", "0")));
    }

    [Fact]
    public void Decode_VoiLut_ClampsBelowFirstAndAboveLast()
    {
        // Four entries from 100: 100, 101, 102 and above.
        var film = new DicomBuilder().Pixels(5, 1, 16, 12, [99, 100, 101, 102, 4000]).Sequence(
            DicomTag.VoiLutSequence,
            (DicomTag.LutDescriptor, "US", [3, 0, 100, 0, 16, 0]),
            (DicomTag.LutData, "OW", [0, 0, 0xFF, 0x7F, 0xFF, 0xFF]));

        var grey = Grey(film);

        Assert.Equal([0f, 0f, 32767 / 65535f, 1f, 1f], grey);
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2")]
    [InlineData("1.2.840.10008.1.2.1")]
    public void Decode_ModalityLutThenWindow_InBothVrForms(string transferSyntax)
    {
        var film = new DicomBuilder { TransferSyntax = transferSyntax };
        film.Pixels(3, 1, 16, 12, [0, 1, 2]).Window("300.5", "401").Sequence(
            DicomTag.ModalityLutSequence,
            (DicomTag.LutDescriptor, "US", [3, 0, 0, 0, 16, 0]),
            (DicomTag.LutData, "OW", [200, 0, 0x2C, 1, 0x90, 1]));

        Assert.Equal([0.25f, 0.5f, 0.75f], Grey(film));
    }

    [Fact]
    public void Decode_EightBitLutThatStates16Bits_TakesTheWidthFromItsLength()
    {
        var film = new DicomBuilder().Pixels(2, 1, 16, 12, [0, 1]).Sequence(
            DicomTag.VoiLutSequence, (DicomTag.LutDescriptor, "US", [2, 0, 0, 0, 16, 0]), (DicomTag.LutData, "OW", [51, 255]));

        Assert.Equal([0.2f, 1f], Grey(film));
    }

    [Fact]
    public void Decode_AllPixelsAlike_AreBlackAndNotNaN()
    {
        Assert.Equal([0f, 0f], Grey(new DicomBuilder().Pixels(2, 1, 16, 12, [7, 7])));
    }

    [Fact]
    public void Decode_ChosenWindow_DoesNotChangeWhatAModelSees()
    {
        var film = new DicomBuilder().Window("300.5\\50\\x", "401\\100\\7").Text(DicomTag.WindowCenterWidthExplanation, "LO", "LUNG\\BONE").Build();

        var model = FilmDecoder.Decode(film, DecodeLimits.Default).Value;
        var second = FilmDecoder.Decode(film, DecodeLimits.Default, new FilmPresentation { Choice = 1 }).Value.Image.Pixels;
        var own = FilmDecoder.Decode(film, DecodeLimits.Default, new FilmPresentation { Window = new VoiWindow(100, 200, VoiFunction.LinearExact) }).Value.Image.Pixels;

        Assert.Equal(["LUNG", "BONE"], model.Presentations); // the third cannot be used
        Assert.Equal([0f, 0f, 0.25f, 0.5f, 0.75f, 1f, 1f, 1f], model.Image.Pixels);
        Assert.Equal([0f, 1f, 1f, 1f, 1f, 1f, 1f, 1f], second);
        Assert.Equal([0f, 0.5f, 1f, 1f, 1f, 1f, 1f, 1f], own);
        Assert.Equal(model.Image.Sha256(), FilmDecoder.Decode(film, DecodeLimits.Default, FilmPresentation.Model).Value.Image.Sha256());
    }

    [Fact]
    public void Decode_VoiLutAndWindows_OffersTheTableFirst()
    {
        var film = new DicomBuilder().Window("300.5", "401").Sequence(
            DicomTag.VoiLutSequence, (DicomTag.LutDescriptor, "US", [2, 0, 0, 0, 16, 0]), (DicomTag.LutExplanation, "LO", "CHEST "u8.ToArray()), (DicomTag.LutData, "OW", [51, 0, 255, 255]));

        var decoded = FilmDecoder.Decode(film.Build(), DecodeLimits.Default).Value;

        Assert.Equal(["CHEST", "300.5 / 401"], decoded.Presentations);
        Assert.Equal(0.25f, FilmDecoder.Decode(film.Build(), DecodeLimits.Default, new FilmPresentation { Choice = 1 }).Value.Image.Pixels[2]);
    }

    [Theory]
    [InlineData(1, 1, new[] { 1, 4, 5 })]
    [InlineData(2, 3, new[] { 7 })]
    [InlineData(0, 0, new[] { 0 })]
    [InlineData(-5, 1, new int[0])]
    public void Decode_OverlayOnRequest_IsWhiteWhereItsBitsAreSet(short top, short left, int[] white)
    {
        // Three columns and two rows: the middle of the first row, the left and the middle of the second.
        var film = new DicomBuilder().Pixels(4, 2, 16, 12, new int[8]).Us(new DicomTag(0x6000, 0x10), 2).Us(new DicomTag(0x6000, 0x11), 3)
            .Raw(new DicomTag(0x6000, 0x50), "SS", [.. BitConverter.GetBytes(top), .. BitConverter.GetBytes(left)]).Raw(new DicomTag(0x6000, 0x3000), "OW", [0b011010, 0]).Build();

        var shown = FilmDecoder.Decode(film, DecodeLimits.Default, new FilmPresentation { WithOverlays = true }).Value.Image.Pixels;

        Assert.Equal(white, Enumerable.Range(0, 8).Where(i => shown[i] == 1));
        Assert.All(Grey(film), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Decode_OverlayInAPixelBit_IsDrawnOnRequest()
    {
        var film = new DicomBuilder().Pixels(4, 1, 16, 12, [0, 0x1000, 0, 0x1000]).Us(new DicomTag(0x6002, 0x10), 1).Us(new DicomTag(0x6002, 0x11), 4)
            .Us(new DicomTag(0x6002, 0x102), 12).Build();

        Assert.Equal([0f, 1f, 0f, 1f], FilmDecoder.Decode(film, DecodeLimits.Default, new FilmPresentation { WithOverlays = true }).Value.Image.Pixels);
    }
}
