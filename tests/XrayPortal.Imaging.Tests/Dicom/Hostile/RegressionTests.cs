using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Dicom.Codecs.Native;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Dicom.Hostile;

/// <summary>Files that broke something once; each is made here.</summary>
public sealed class RegressionTests
{
    /// <summary>OpenJPEG 2.5 ended the process: assertion in mel_init, ht_dec.c. Seeds 0 to 19,999 found it within the first 200.</summary>
    [Theory]
    [InlineData(150, 0xFF)]
    [InlineData(151, 0x90)]
    [InlineData(173, 0xFF)]
    [InlineData(181, 0x90)]
    [InlineData(187, 0xFF)]
    public void Decode_HighThroughputPacketWithAMarker_IsRefusedBeforeTheLibrarySeesIt(int at, byte second)
    {
        Assert.SkipUnless(NativeLibraries.HasOpenJpeg, "OpenJPEG is not installed (Debian package libopenjp2-7).");
        var codestream = Jpeg2000Samples.HighThroughput.ToArray();
        (codestream[at], codestream[at + 1]) = (0xFF, second);

        Assert.Equal("dicom.codec", Hostile.Outcome(SmallDicoms.Film().Encapsulated("1.2.840.10008.1.2.4.201", [codestream]).Build(), $"marker at {at}"));
    }

    /// <summary>Grey above 1: entries of 16 bits in a palette that says it has fewer. Seed 8198.</summary>
    [Fact]
    public void Decode_PaletteEntriesBeyondTheirBits_AreWhite()
    {
        var film = new DicomBuilder().Pixels(2, 1, 8, 8, [0, 1]).Text(DicomTag.PhotometricInterpretation, "CS", "PALETTE COLOR");
        foreach (var (descriptor, data) in new[] { (DicomTag.RedPaletteDescriptor, DicomTag.RedPaletteData), (DicomTag.GreenPaletteDescriptor, DicomTag.GreenPaletteData), (DicomTag.BluePaletteDescriptor, DicomTag.BluePaletteData) })
            film.Us(descriptor, 2, 0, 9).Raw(data, "OW", [255, 255, 255, 255]);

        Assert.Equal("read", Hostile.Outcome(film.Build(), "palette"));
    }
}
