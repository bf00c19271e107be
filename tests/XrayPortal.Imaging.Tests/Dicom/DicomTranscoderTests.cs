using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Dicom;

/// <summary>Objects written anew without compression.</summary>
public sealed class DicomTranscoderTests
{
    [Fact]
    public void Decompress_EveryPublicFile_ShowsTheSame()
    {
        List<string> wrong = [];
        var written = 0;
        foreach (var (row, path) in DicomCorpus.Files())
        {
            var file = File.ReadAllBytes(path);
            var original = FilmDecoder.Decode(file, DecodeLimits.Default);
            if (original.IsRefused) continue;
            var made = DicomTranscoder.Decompress(file, DecodeLimits.Default);
            if (made.IsRefused)
            {
                wrong.Add($"{row["file"]}: {made.Refusal.Code}");
                continue;
            }

            written++;
            var again = DicomFile.Open(made.Value, DicomLimits.Default);
            if (again.FileMetaInfo.TransferSyntaxUid != DicomTransferSyntax.ExplicitVRLittleEndian.Uid) wrong.Add($"{row["file"]}: {again.FileMetaInfo.TransferSyntaxUid}");
            var shown = FilmDecoder.Decode(made.Value, DecodeLimits.Default);
            if (shown.IsRefused || shown.Value.Image.Sha256() != original.Value.Image.Sha256()) wrong.Add($"{row["file"]}: {shown.Refusal?.Code ?? "other pixels"}");
        }

        Assert.Empty(wrong);
        Assert.InRange(written, 50, int.MaxValue);
    }

    [Fact]
    public void Decompress_Rle_HasItsStoredValuesAndNoOffsets()
    {
        byte[] segments = [0xF9, 1, 0xF9, 2];
        var header = new byte[64];
        ((int[])[2, 64, 66]).SelectMany(BitConverter.GetBytes).ToArray().CopyTo(header, 0);
        var file = new DicomBuilder().Encapsulated("1.2.840.10008.1.2.5", [[.. header, .. segments]]).Build();

        var plain = DicomFile.Open(DicomTranscoder.Decompress(file, DecodeLimits.Default).Value, DicomLimits.Default);

        Assert.True(plain.Dataset.TryGetBytes(DicomTag.PixelData, out var cells));
        Assert.Equal(Enumerable.Repeat((byte[])[2, 1], 8).SelectMany(cell => cell), cells.ToArray());
        Assert.Equal((16, 12, 11), (plain.Dataset.GetSingleValueOrDefault(DicomTag.BitsAllocated, 0), plain.Dataset.GetSingleValueOrDefault(DicomTag.BitsStored, 0), plain.Dataset.GetSingleValueOrDefault(DicomTag.HighBit, 0)));
        Assert.NotNull(plain.FileMetaInfo.MediaStorageSopInstanceUid);
    }

    [Fact]
    public void Decompress_Damaged_IsRefused()
    {
        var file = new DicomBuilder().Encapsulated("1.2.840.10008.1.2.5", [new byte[20]]).Build();

        Assert.Equal("dicom.codec", DicomTranscoder.Decompress(file, DecodeLimits.Default).Refusal?.Code);
    }
}
