using System.Security.Cryptography;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Dicom.Codecs;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Dicom;

/// <summary>168 public files against the hashes of other decoders, and damaged ones against the error that each must give.</summary>
public sealed class DicomCorpusTests(ITestOutputHelper output)
{
    /// <summary>Where decoders disagree: the side taken, and why.</summary>
    private static readonly Dictionary<string, (string Sha256, string Why)> Disputed = new()
    {
        ["pydicom_SC_rgb_small_odd_big_endian.dcm"] = (
            "ef2d", "8-bit cells in OW are 16-bit words, swapped in big endian (PS3.5, 8.1.1 and A.3): as DCMTK and GDCM read it, and then equal to its little endian twin; pydicom 2 leaves them"),
    };

    /// <summary>Damaged files that some decoder gives pixels of.</summary>
    private static readonly Dictionary<string, string> RefusedHere = new()
    {
        ["pydicom_JPEG2000-embedded-sequence-delimiter.dcm"] = "its main header is overwritten, so its size is not Rows × Columns; gdcm makes up pixels",
    };

    [Fact]
    public void GetFrame_EveryLosslessFile_HasThePixelsOfOtherDecoders()
    {
        var compared = 0;
        foreach (var (row, path) in DicomCorpus.Files().Where(file => file.Row["frame0_masked_sha256"].Length > 0))
        {
            if (PixelsOf(path) is not { } pixels) continue;
            var hash = Convert.ToHexStringLower(SHA256.HashData(DicomCorpus.StoredValues(pixels.GetFrame(0), pixels.BitsAllocated)));
            var expected = Disputed.TryGetValue(row["file"], out var side) ? side.Sha256 : row["frame0_masked_sha256"];
            Assert.Equal((row["file"], expected), (row["file"], hash[..expected.Length]));
            compared++;
        }

        output.WriteLine($"{compared} files agree");
        Assert.True(compared >= 97 || DicomCodecs.MissingPackages.Count > 0, $"{compared}");
    }

    [Fact]
    public void GetFrame_EveryUndamagedFileThatAnyToolDecodes_Opens()
    {
        var opened = 0;
        foreach (var (row, path) in DicomCorpus.Files().Where(file => file.Row["decodes_with"].Length > 0 && KindsOf(file.Row).Count == 0))
        {
            if (PixelsOf(path) is not { } pixels) continue;
            Assert.Equal((row["file"], pixels.Width), (row["file"], pixels.GetFrame(0).Width));
            opened++;
        }

        output.WriteLine($"{opened} files open");
        Assert.True(opened >= 113 || DicomCodecs.MissingPackages.Count > 0, $"{opened}");
    }

    [Fact]
    public void GetFrame_EveryDamagedFile_EndsWithAKindThatTheManifestNames()
    {
        var refused = 0;
        foreach (var (row, path) in DicomCorpus.Files().Where(file => KindsOf(file.Row).Count > 0))
        {
            var kind = KindOf(path);
            output.WriteLine($"{row["file"]}: {kind?.ToString() ?? "read"} ({row["expected"]})");
            if (kind is null) Assert.Matches("ok|tolerate", row["expected"]);
            else Assert.Contains(kind.Value, KindsOf(row));
            refused++;
        }

        Assert.True(refused >= 25, $"{refused}");
        Assert.All(RefusedHere.Keys, file => Assert.NotNull(KindOf(DicomCorpus.Files().Single(f => f.Row["file"] == file).Path)));
    }

    [Fact]
    public void Decode_EveryFile_IsReadOrRefusedWithACode()
    {
        foreach (var (row, path) in DicomCorpus.Files())
        {
            var bytes = File.ReadAllBytes(path);
            var film = FilmDecoder.Decode(bytes, DecodeLimits.Default);
            var header = FilmHeader.Read(bytes, bytes.Length, DecodeLimits.Default);
            if (header.IsRefused) Assert.True(film.IsRefused, row["file"]);
            if (!film.IsRefused) Assert.True(film.Value.Image.Pixels.All(value => value is >= 0 and <= 1), row["file"]);
        }
    }

    /// <summary>The errors that the manifest names; none for a file that is to be read.</summary>
    private static List<DicomErrorKind> KindsOf(Dictionary<string, string> row) =>
        [.. Enum.GetValues<DicomErrorKind>().Where(kind => row["expected"].Contains(kind.ToString(), StringComparison.Ordinal))];

    private static DicomErrorKind? KindOf(string path)
    {
        try
        {
            var file = DicomFile.Open(File.ReadAllBytes(path), DicomLimits.Default);
            if (!file.Dataset.Contains(DicomTag.PixelData)) return null;
            var pixels = new DicomPixelData(file.Dataset, file.TransferSyntax, DicomLimits.Default);
            for (var i = 0; i < pixels.NumberOfFrames; i++) pixels.GetFrame(i);
            return null;
        }
        catch (DicomFileException fault)
        {
            return fault.Kind;
        }
    }

    // Null where the codec's library is not installed.
    private static DicomPixelData? PixelsOf(string path)
    {
        var file = DicomFile.Open(File.ReadAllBytes(path), DicomLimits.Default);
        return DicomCodecs.MissingPackage(file.TransferSyntax.Uid) is null ? new DicomPixelData(file.Dataset, file.TransferSyntax, DicomLimits.Default) : null;
    }
}
