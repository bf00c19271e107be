using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Dicom;

public sealed class DicomWriterTests
{
    [Fact]
    public void Save_ReadAgain_HoldsTheSame()
    {
        var request = new DicomTag(0x0040, 0x0275);
        var dataset = Identified().AddOrUpdate(DicomTag.PixelSpacing, "0.1", "0.2").AddOrUpdate(DicomTag.PixelPaddingValue, 7)
            .AddOrUpdate(request, new DicomDataset().AddOrUpdate(DicomTag.AccessionNumber, "A1"), new DicomDataset())
            .AddOrUpdate(DicomVR.UT, new DicomTag(0x0040, 0xA160), new string('x', 70_001));

        var bytes = new DicomFile(dataset).Save();
        var again = DicomFile.Open(bytes, DicomLimits.Default);

        Assert.Equal(0, bytes.Length % 2);
        Assert.All(bytes[..128], b => Assert.Equal(0, b));
        Assert.Equal("1.2.3", again.FileMetaInfo.MediaStorageSopInstanceUid);
        Assert.Equal(DicomTransferSyntax.ExplicitVRLittleEndian, again.TransferSyntax);
        Assert.Equal(DicomJson.ConvertDicomToJson(dataset), DicomJson.ConvertDicomToJson(again.Dataset));
        Assert.Equal(2, again.Dataset.Items(request).Count);
    }

    [Fact]
    public void Save_Fragments_StayAsTheyAre()
    {
        var pixels = new DicomFragmentSequence(DicomTag.PixelData, DicomVR.OB, [0, 10], [new byte[] { 1, 2 }, new byte[] { 3, 4, 5, 6 }]);
        var dataset = Identified().AddOrUpdate(pixels);

        var again = DicomFile.Open(new DicomFile(dataset, DicomTransferSyntax.Parse("1.2.840.10008.1.2.5")).Save(), DicomLimits.Default);

        Assert.Equal("1.2.840.10008.1.2.5", again.TransferSyntax.Uid);
        Assert.True(again.Dataset.TryGetFragments(DicomTag.PixelData, out var fragments));
        Assert.Equal([0u, 10u], fragments.OffsetTable);
        Assert.Equal([3, 4, 5, 6], fragments.Fragments[1].ToArray());
    }

    [Fact]
    public void AddOrUpdate_ValueThatDoesNotFit_IsAMistake()
    {
        Assert.Throws<ArgumentException>(() => new DicomDataset().AddOrUpdate(DicomTag.Rows, 70_000));
        Assert.Throws<ArgumentException>(() => new DicomDataset().AddOrUpdate(DicomTag.Rows, "many"));
        Assert.Throws<ArgumentException>(() => new DicomFile(new DicomDataset()));
    }

    [Fact]
    public void Save_EveryPublicFile_IsReadAgainTheSame()
    {
        var files = 0;
        foreach (var (row, path) in DicomCorpus.Files().Where(file => file.Row["expected"] == "ok"))
        {
            var read = DicomFile.Open(File.ReadAllBytes(path), DicomLimits.Default);
            if (!read.Dataset.Contains(DicomTag.SopInstanceUid) || !read.Dataset.Contains(DicomTag.SopClassUid)) continue;
            var again = DicomFile.Open(new DicomFile(read.Dataset, read.TransferSyntax).Save(), DicomLimits.Default);
            Assert.True(DicomJson.ConvertDicomToJson(read.Dataset) == DicomJson.ConvertDicomToJson(again.Dataset), row["file"]);
            files++;
        }

        Assert.InRange(files, 100, 200);
    }

    [Fact]
    public void Derive_SameKeyAndOriginal_GivesTheSameUidAndNoOther()
    {
        var key = new byte[32];
        var other = new byte[32];
        other[0] = 1;

        var uid = DicomUIDGenerator.Derive(key, "1.2.3");

        Assert.Equal(uid, DicomUIDGenerator.Derive(key, "1.2.3"));
        Assert.True(DicomUID.IsValid(uid) && DicomUID.IsValid(DicomUIDGenerator.New()));
        Assert.StartsWith("2.25.", uid, StringComparison.Ordinal);
        Assert.NotEqual(uid, DicomUIDGenerator.Derive(key, "1.2.4"));
        Assert.NotEqual(uid, DicomUIDGenerator.Derive(other, "1.2.3"));
        Assert.Throws<ArgumentException>(() => DicomUIDGenerator.Derive(new byte[15], "1.2.3"));
    }

    [Fact]
    public void OfContent_SameContentAndPart_IsTheSameIdentifierEverywhere()
    {
        var hash = new string('a', 64);

        // Worked by hand: SHA-256 of 32 bytes 0xAA and "study", first 16 bytes, version 8, RFC variant.
        Assert.Equal("2.25.330750812314383893339789089017790556567", DicomUIDGenerator.OfContent(hash, "study"));
        Assert.Equal(DicomUIDGenerator.OfContent(hash, "study"), DicomUIDGenerator.OfContent(hash.ToUpperInvariant(), "study"));
        Assert.NotEqual(DicomUIDGenerator.OfContent(hash, "study"), DicomUIDGenerator.OfContent(hash, "series"));
        Assert.Throws<ArgumentException>(() => DicomUIDGenerator.OfContent("aa", "study"));
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2", true)]
    [InlineData("2.25.0", true)]
    [InlineData("1..2", false)]
    [InlineData("1.02", false)]
    [InlineData("1.2.x", false)]
    [InlineData("", false)]
    public void IsValid_Uid_IsDigitsBetweenDots(string uid, bool valid) => Assert.Equal(valid, DicomUID.IsValid(uid));

    private static DicomDataset Identified() =>
        new DicomDataset().AddOrUpdate(DicomTag.SopClassUid, DicomUID.SecondaryCaptureImageStorage.Uid).AddOrUpdate(DicomTag.SopInstanceUid, "1.2.3");
}
