using System.Security.Cryptography;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Dicom.Codecs;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Dicom;

/// <summary>168 public files against the hashes of other decoders, and damaged ones against the error that each must give.</summary>
public sealed class DicomCorpusTests(ITestOutputHelper output)
{
    // The manifest's hash is pydicom's, which leaves bytes of 8 bits in OW where they stand; DCMTK and GDCM turn every word of OW in
    // a big endian file, as PS3.5, 7.3 has it: theirs is the side taken here.
    private static readonly Dictionary<string, string> Disputed = new()
    {
        ["pydicom_SC_rgb_small_odd_big_endian.dcm"] = "ef2df252ba3cd066405c4dd121d0efea1341083ae2f676e1f4c844b5a4838cb8",
    };

    [Fact]
    public void GetFrame_EveryLosslessFile_HasThePixelsOfOtherDecoders()
    {
        var compared = 0;
        foreach (var (row, path) in DicomCorpus.Files().Where(file => file.Row["frame0_masked_sha256"].Length > 0))
        {
            var opened = DicomFile.Open(File.ReadAllBytes(path), DicomLimits.Default);
            if (!opened.TransferSyntax.IsSupported) continue;
            if (DicomCodecs.MissingPackage(opened.TransferSyntax.Uid) is not null) continue;
            var pixels = new DicomPixelData(opened.Dataset, opened.TransferSyntax, DicomLimits.Default);
            var hash = Convert.ToHexStringLower(SHA256.HashData(DicomCorpus.StoredValues(pixels.GetFrame(0), pixels.BitsAllocated)));
            Assert.Equal((row["file"], Disputed.GetValueOrDefault(row["file"], row["frame0_masked_sha256"])), (row["file"], hash));
            compared++;
        }

        output.WriteLine($"{compared} files agree");
        Assert.InRange(compared, 80, 200);
    }

    [Fact]
    public void Decode_EveryFile_IsReadOrRefusedWithACode()
    {
        var rows = 0;
        foreach (var (row, path) in DicomCorpus.Files())
        {
            var bytes = File.ReadAllBytes(path);
            var film = FilmDecoder.Decode(bytes, DecodeLimits.Default);
            var header = FilmHeader.Read(bytes, bytes.Length, DecodeLimits.Default);
            if (header.IsRefused) Assert.True(film.IsRefused, row["file"]);
            if (!film.IsRefused) Assert.All(film.Value.Image.Pixels, value => Assert.InRange(value, 0f, 1f));
            rows++;
        }

        Assert.InRange(rows, 100, 1000);
    }
}
