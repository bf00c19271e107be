using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Dicom;

public sealed class DicomFilmTests
{
    private static string? CodeOf(byte[] file) => FilmDecoder.Decode(file, DecodeLimits.Default).Refusal?.Code;

    [Fact]
    public void Decode_ExplicitImplicitAndBare_GiveTheSameFilm()
    {
        var plain = FilmDecoder.Decode(new DicomBuilder().Build(), DecodeLimits.Default).Value.Image.Pixels;

        var implicitVr = new DicomBuilder { TransferSyntax = DicomTransferSyntax.ImplicitVRLittleEndian.Uid };
        var bare = new DicomBuilder { WithMeta = false };
        var bareImplicit = new DicomBuilder { WithMeta = false, TransferSyntax = DicomTransferSyntax.ImplicitVRLittleEndian.Uid };

        foreach (var film in new[] { implicitVr, bare, bareImplicit })
            Assert.Equal(plain, FilmDecoder.Decode(film.Build(), DecodeLimits.Default).Value.Image.Pixels);
    }

    [Fact]
    public void Read_Header_TellsSizeAndBitsWithoutPixels()
    {
        var file = new DicomBuilder().Build();

        var header = FilmHeader.Read(file.AsSpan(0, file.Length - 16), file.Length, DecodeLimits.Default);

        Assert.Equal((FilmFormat.Dicom, 4, 2, 12), (header.Value.Format, header.Value.Width, header.Value.Height, header.Value.BitsStored));
    }

    [Fact]
    public void Decode_Facts_AreThoseOfTheFile()
    {
        var file = new DicomBuilder().Text(DicomTag.PatientId, "LO", "P-0192").Text(DicomTag.PatientAge, "AS", "018M").Text(DicomTag.PatientSex, "CS", "F")
            .Text(DicomTag.ViewPosition, "CS", "AP").Text(DicomTag.BodyPartExamined, "CS", "CHEST").Text(DicomTag.AccessionNumber, "SH", "A1")
            .Text(DicomTag.StudyInstanceUid, "UI", "1.2.3").Text(DicomTag.StudyDate, "DA", "20240229").Text(DicomTag.ImagerPixelSpacing, "DS", "0.143\\0.143");

        var facts = FilmDecoder.Decode(file.Build(), DecodeLimits.Default).Value.Facts;

        var expected = new FilmFacts
        {
            PatientReference = "P-0192",
            AgeYears = 1.5,
            Sex = "F",
            View = "AP",
            Modality = "DX",
            BodyPart = "CHEST",
            Accession = "A1",
            StudyInstanceUid = "1.2.3",
            StudyDate = new DateOnly(2024, 2, 29),
            PixelSpacingMm = 0.143,
        };
        Assert.Equal(expected, facts);
    }

    [Theory]
    [InlineData("004Y", 4)]
    [InlineData("018M", 1.5)]
    [InlineData("052W", 364 / 365.25)]
    [InlineData("010D", 10 / 365.25)]
    public void Decode_PatientAge_IsInYears(string age, double years)
    {
        var file = new DicomBuilder().Text(DicomTag.PatientAge, "AS", age).Build();

        Assert.Equal(years, FilmDecoder.Decode(file, DecodeLimits.Default).Value.Facts.AgeYears!.Value, 1e-9);
    }

    [Theory]
    [InlineData("4Y", null)]
    [InlineData("00xY", null)]
    [InlineData("", 2.0)]
    public void Decode_AgeThatIsNoAge_IsTakenFromTheDatesOrNotSaid(string age, double? years)
    {
        var film = new DicomBuilder().Text(DicomTag.PatientAge, "AS", age);
        if (years is not null) film.Text(DicomTag.PatientBirthDate, "DA", "20200101").Text(DicomTag.StudyDate, "DA", "20211231");

        var read = FilmDecoder.Decode(film.Build(), DecodeLimits.Default).Value.Facts.AgeYears;

        Assert.Equal(years.HasValue, read.HasValue);
        if (years is not null) Assert.Equal(years.Value, read!.Value, 0.01);
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2.4.100", "MPEG2 Main Profile")]
    [InlineData("1.2.3.4", "not known here")]
    public void Decode_OtherTransferSyntax_IsRefusedByItsName(string uid, string name)
    {
        var file = new DicomBuilder { TransferSyntax = uid }.Build();

        var refusal = FilmDecoder.Decode(file, DecodeLimits.Default).Refusal;

        Assert.Equal("dicom.transfer-syntax", refusal?.Code);
        Assert.Contains(name, refusal?.Sentence, StringComparison.Ordinal);
        Assert.Contains(uid, refusal?.Sentence, StringComparison.Ordinal);
        Assert.Contains("PNG", refusal?.Sentence, StringComparison.Ordinal);
        Assert.Equal("dicom.transfer-syntax", FilmHeader.Read(file, file.Length, DecodeLimits.Default).Refusal?.Code);
    }

    [Fact]
    public void Decode_DamagedFilms_HaveTheirOwnCodes()
    {
        var whole = new DicomBuilder().Build();

        Assert.Equal("dicom.truncated", CodeOf(whole[..^3]));
        Assert.Equal("dicom.not-readable", CodeOf(whole[..132]));
        Assert.Equal("dicom.no-pixels", CodeOf(new DicomBuilder().Without(DicomTag.PixelData).Build()));
        Assert.Equal("dicom.no-pixels", CodeOf(new DicomBuilder().Without(DicomTag.Rows).Build()));
        Assert.Equal("dicom.photometric", CodeOf(new DicomBuilder().Text(DicomTag.PhotometricInterpretation, "CS", "RGB").Build()));
        Assert.Equal("dicom.photometric", CodeOf(new DicomBuilder().Text(DicomTag.PhotometricInterpretation, "CS", "HSV").Build()));
        Assert.Equal("dicom.bits", CodeOf(new DicomBuilder().Us(DicomTag.BitsStored, 17).Build()));
        Assert.Equal("dicom.bits", CodeOf(new DicomBuilder().Us(DicomTag.BitsAllocated, 24).Build()));
        Assert.Equal("dicom.bits", CodeOf(new DicomBuilder().Us(DicomTag.HighBit, 16).Build()));
        Assert.Equal("dicom.pixel-length", CodeOf(new DicomBuilder().Us(DicomTag.Rows, 3).Build()));
        Assert.Equal("dicom.attribute", CodeOf(new DicomBuilder().Us(DicomTag.Rows, 0).Build()));
        Assert.Equal("film.too-many-pixels", CodeOf(new DicomBuilder().Us(DicomTag.Rows, 65535).Us(DicomTag.Columns, 65535).Build()));
    }

    [Theory]
    [InlineData("DX", null)]
    [InlineData("CR", null)]
    [InlineData("US", "dicom.multi-frame")]
    [InlineData("CT", "dicom.multi-frame")]
    public void Decode_SeveralFrames_TakesTheFirstOfARadiographOnly(string modality, string? code)
    {
        var film = new DicomBuilder().Text(DicomTag.Modality, "CS", modality).Pixels(2, 1, 16, 12, [0, 4, 1, 1]).Text(DicomTag.NumberOfFrames, "IS", "2");

        Assert.Equal(code, CodeOf(film.Build()));
        if (code is null) Assert.Equal([0f, 1f], FilmDecoder.Decode(film.Build(), DecodeLimits.Default).Value.Image.Pixels);
        Assert.Equal("dicom.multi-frame", CodeOf(film.Text(DicomTag.CineRate, "IS", "15").Build())); // a cine run, whatever made it
    }

    [Fact]
    public void Decode_Colour_IsLumaAsInOtherFormats()
    {
        var rgb = new DicomBuilder().Pixels(3, 1, 8, 8, [255, 0, 0, 0, 255, 0, 60, 60, 60]).Us(DicomTag.Columns, 3).Us(DicomTag.SamplesPerPixel, 3)
            .Text(DicomTag.PhotometricInterpretation, "CS", "RGB");

        Assert.Equal([0.299f, 0.587f, 60 / 255f], FilmDecoder.Decode(rgb.Build(), DecodeLimits.Default).Value.Image.Pixels);
    }

    [Fact]
    public void Decode_Palette_IsLumaOfItsColours()
    {
        var film = new DicomBuilder().Pixels(3, 1, 8, 8, [4, 5, 200]).Text(DicomTag.PhotometricInterpretation, "CS", "PALETTE COLOR");
        foreach (var (descriptor, data, entries) in new[]
        {
            (DicomTag.RedPaletteDescriptor, DicomTag.RedPaletteData, new byte[] { 255, 0 }),
            (DicomTag.GreenPaletteDescriptor, DicomTag.GreenPaletteData, [0, 255]),
            (DicomTag.BluePaletteDescriptor, DicomTag.BluePaletteData, [0, 0]),
        })
            film.Us(descriptor, 2, 4, 8).Raw(data, "OW", entries);

        // Beyond the last entry there is no other memory to read, only the last entry.
        Assert.Equal([0.299f, 0.587f, 0.587f], FilmDecoder.Decode(film.Build(), DecodeLimits.Default).Value.Image.Pixels);
    }

    [Theory]
    [InlineData(31, null)]
    [InlineData(2000, "dicom.nesting-too-deep")]
    public void Decode_NestedSequences_AreReadWithoutRecursionUpToALimit(int depth, string? code)
    {
        var nested = new List<byte>();
        for (var i = 0; i < depth; i++)
            nested.AddRange([0x40, 0x00, 0x75, 0x02, (byte)'S', (byte)'Q', 0, 0, 255, 255, 255, 255, 0xFE, 0xFF, 0, 0xE0, 255, 255, 255, 255]);
        for (var i = 0; i < depth; i++) nested.AddRange([0xFE, 0xFF, 0x0D, 0xE0, 0, 0, 0, 0, 0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0]);
        var file = new DicomBuilder().Build();
        var pixels = file.Length - (12 + 16);
        file = [.. file[..pixels], .. nested, .. file[pixels..]];

        Assert.Equal(code, CodeOf(file));
    }

    [Fact]
    public void Decode_ItemLongerThanItsSequence_IsRefused()
    {
        var film = new DicomBuilder().Raw(DicomTag.VoiLutSequence, "SQ", [0xFE, 0xFF, 0, 0xE0, 200, 0, 0, 0]);

        Assert.Equal("dicom.length-beyond-end", CodeOf(film.Build()));
    }

    [Fact]
    public void Decode_ManyEmptyElements_StopsAtTheLimit()
    {
        var file = new DicomBuilder { WithMeta = false }.Build().ToList();
        for (var i = 0; i < 100_001; i++) file.InsertRange(file.Count - 28, [0x09, 0x60, 1, 0, (byte)'L', (byte)'O', 0, 0]);

        Assert.Equal("dicom.limit-exceeded", CodeOf([.. file]));
    }
}
