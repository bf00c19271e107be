using System.IO.Compression;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Dicom.Hostile;

/// <summary>
/// The classes of the faults found in Orthanc 1.12.10 (CERT/CC, April 2026), as files made here. CVE-2026-5440 (a trusted
/// Content-Length) is the portal's: FilmUploadTests there.
/// </summary>
public sealed class OrthancClassesTests
{
    [Fact]
    public void Cve5437_MetaHeaderThatLiesOrEnds_IsRefusedAtEveryLength()
    {
        var film = SmallDicoms.Film().Build();
        for (var length = 128; length < 132 + 60; length++) Assert.NotEqual("read", Hostile.Outcome(film[..length], $"{length} bytes"));
        // The length of the group, of its first element and of the syntax's value.
        foreach (var at in new[] { 138, 140, 150 })
        {
            foreach (var lie in new ushort[] { 0, 1, 0x7FFF, 0xFFFF })
            {
                var changed = film.ToArray();
                BitConverter.TryWriteBytes(changed.AsSpan(at), lie);
                Hostile.Outcome(changed, $"{lie} at {at}");
            }
        }
    }

    [Fact]
    public void Cve5438_GzipBomb_IsNotInflated()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(new byte[16 * 1024 * 1024]);

        Assert.Equal("film.archive", Hostile.Outcome(packed.ToArray(), "gzip"));
    }

    [Fact]
    public void Cve5439_ZipThatLiesOfItsSize_IsNotUnpacked()
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = zip.CreateEntry("film.dcm").Open())
            entry.Write(new byte[1024 * 1024]);
        var bytes = packed.ToArray();
        for (var at = bytes.Length - 100; at < bytes.Length - 80; at++) bytes[at] = 255;

        Assert.Equal("film.archive", Hostile.Outcome(bytes, "zip"));
    }

    [Fact]
    public void Cve5441_PrivatePhilipsCompressionAndShortRuns_AreNeverReadBeyondTheirEnd()
    {
        var film = SmallDicoms.Film().Text(new DicomTag(0x07A1, 0x0010), "LO", "ELSCINT1").Text(new DicomTag(0x07A1, 0x1011), "CS", "PMSCT_RLE1");
        Assert.Equal("read", Hostile.Outcome(film.Build(), "private label over plain pixels"));

        // A run that begins with the last byte of its segment.
        var rle = RleWriter.Encode(new byte[2 * 24 * 16], 1, 2);
        rle[^1] = 0x81;
        rle[^2] = 0x05;
        Assert.Equal("dicom.codec", Hostile.Outcome(SmallDicoms.Film().Encapsulated("1.2.840.10008.1.2.5", [rle]).Build(), "run at the end"));
    }

    [Theory]
    [InlineData(0x00010010)]
    [InlineData(-1)]
    [InlineData(0x7FFFFFFF)]
    public void Cve5442_DimensionsInFourBytes_NeverOverflow(int rows)
    {
        var film = SmallDicoms.Film().Raw(DicomTag.Rows, "UL", BitConverter.GetBytes(rows)).Raw(DicomTag.Columns, "UL", BitConverter.GetBytes(rows));

        Assert.NotEqual("read", Hostile.Outcome(film.Build(), $"{rows}"));
    }

    [Theory]
    [InlineData(16384, 16384)]
    [InlineData(46341, 46341)]
    [InlineData(65535, 65535)]
    public void Cve5443_PaletteOfOverflowingSize_IsRefused(ushort rows, ushort columns)
    {
        var film = Palette(2).Us(DicomTag.Rows, rows).Us(DicomTag.Columns, columns);

        Assert.Equal("film.too-many-pixels", Hostile.Outcome(film.Build(), $"{rows} x {columns}"));
    }

    [Fact]
    public void Cve5444_PamPicture_IsNotReadWhateverItClaims()
    {
        var pam = "P7\nWIDTH 65536\nHEIGHT 65537\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n"u8.ToArray();

        Assert.Equal("film.text", Hostile.Outcome(pam, "bare"));
        Assert.Equal("dicom.codec", Hostile.Outcome(SmallDicoms.Film().Encapsulated("1.2.840.10008.1.2.4.50", [pam]).Build(), "as a codestream"));
        Assert.Equal("dicom.pixel-length", Hostile.Outcome(SmallDicoms.Film().Raw(DicomTag.PixelData, "OW", pam).Build(), "as pixels"));
    }

    [Fact]
    public void Cve5445_IndicesBeyondThePalette_ShowItsLastColourAndNoOtherMemory()
    {
        var pixels = FilmDecoder.Decode(Palette(2).Build(), DecodeLimits.Default).Value.Image.Pixels;

        Assert.Equal([0f, 1f, 1f, 1f], pixels);
        Assert.Equal("dicom.attribute", Hostile.Outcome(Palette(2).Raw(DicomTag.GreenPaletteData, "OW", [1]).Build(), "table shorter than it says"));
        Assert.Equal("dicom.attribute", Hostile.Outcome(Palette(0).Build(), "65,536 entries that are not there"));
    }

    private static DicomBuilder Palette(ushort entries)
    {
        var film = new DicomBuilder().Pixels(4, 1, 8, 8, [0, 1, 2, 255]).Text(DicomTag.PhotometricInterpretation, "CS", "PALETTE COLOR");
        foreach (var (descriptor, data) in new[]
        {
            (DicomTag.RedPaletteDescriptor, DicomTag.RedPaletteData), (DicomTag.GreenPaletteDescriptor, DicomTag.GreenPaletteData),
            (DicomTag.BluePaletteDescriptor, DicomTag.BluePaletteData),
        })
            film.Us(descriptor, entries, 0, 8).Raw(data, "OW", [0, 255]);
        return film;
    }
}
