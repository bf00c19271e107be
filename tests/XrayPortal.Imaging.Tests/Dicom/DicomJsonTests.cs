using System.Text.Json;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Dicom;

public sealed class DicomJsonTests(ITestOutputHelper output)
{
    private static readonly DicomTag PatientName = new(0x0010, 0x0010), Request = new(0x0040, 0x0275);

    [Fact]
    public void ConvertDicomToJson_EachKind_IsAsTheStandardWritesIt()
    {
        var dataset = new DicomDataset()
            .AddOrUpdate(DicomTag.SpecificCharacterSet, "ISO_IR 192")
            .AddOrUpdate(PatientName, "Yamada^Tarou=山田^太郎=やまだ^たろう")
            .AddOrUpdate(DicomTag.PixelSpacing, "0.10", "+2")
            .AddOrUpdate(DicomTag.Rows, 512)
            .AddOrUpdate(DicomTag.FrameIncrementPointer, DicomTag.FrameTime)
            .AddOrUpdate<string>(DicomTag.AccessionNumber)
            .AddOrUpdate<byte>(DicomVR.OB, new DicomTag(0x0042, 0x0011), 1, 2, 3)
            .AddOrUpdate(Request, new DicomDataset().AddOrUpdate(DicomTag.AccessionNumber, "A1"));

        var json = DicomJson.ConvertDicomToJson(dataset, item => item.Tag.Group == 0x42 ? "../bulk/1" : null);

        using var parsed = JsonDocument.Parse(json);
        var root = parsed.RootElement;
        Assert.Equal("山田^太郎", root.GetProperty("00100010").GetProperty("Value")[0].GetProperty("Ideographic").GetString());
        Assert.Equal("[0.1,2]", root.GetProperty("00280030").GetProperty("Value").GetRawText());
        Assert.Equal("""{"vr":"US","Value":[512]}""", root.GetProperty("00280010").GetRawText());
        Assert.Equal("""{"vr":"AT","Value":["00181063"]}""", root.GetProperty("00280009").GetRawText());
        Assert.Equal("""{"vr":"SH"}""", root.GetProperty("00080050").GetRawText());
        Assert.Equal("""{"vr":"OB","BulkDataURI":"../bulk/1"}""", root.GetProperty("00420011").GetRawText());
        Assert.Equal("""{"vr":"SQ","Value":[{"00080050":{"vr":"SH","Value":["A1"]}}]}""", root.GetProperty("00400275").GetRawText());
    }

    [Fact]
    public void ConvertJsonToDicom_WhatWasWritten_GivesTheSameAgain()
    {
        var file = new DicomBuilder().Text(DicomTag.PixelSpacing, "DS", @"0.1\0.25").Raw(new DicomTag(9, 0x1001), "UN", [1, 2, 3, 4])
            .Sequence(DicomTag.VoiLutSequence, (DicomTag.LutDescriptor, "US", [2, 0, 0, 0, 16, 0]), (DicomTag.LutData, "OW", [51, 0, 255, 0]));
        var json = DicomJson.ConvertDicomToJson(DicomFile.Open(file.Build(), DicomLimits.Default).Dataset);

        var again = DicomJson.ConvertJsonToDicom(json, DicomLimits.Default);

        Assert.Equal(json, DicomJson.ConvertDicomToJson(again.Remove(DicomTag.SpecificCharacterSet) ? again : new DicomDataset()));
        Assert.Equal(2, again.FirstItemOrDefault(DicomTag.VoiLutSequence)?.GetSingleValueOrDefault(DicomTag.LutDescriptor, 0));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"00280010":{"vr":"\ud800"}}""")]
    [InlineData("""{"\ud800":{"vr":"US"}}""")]
    [InlineData("""{"patient":{"vr":"PN"}}""")]
    [InlineData("""{"00100010":{"vr":"QQ"}}""")]
    [InlineData("""{"00280010":{"vr":"US","Value":[70000]}}""")]
    [InlineData("""{"00280010":{"vr":"US","Value":[true]}}""")]
    [InlineData("""{"00420011":{"vr":"OB","InlineBinary":"?"}}""")]
    [InlineData("""{"00400275":{"vr":"SQ","Value":[1]}}""")]
    public void ConvertJsonToDicom_WhatIsNoDicomJson_IsRefused(string json)
    {
        var fault = Assert.Throws<DicomFileException>(() => DicomJson.ConvertJsonToDicom(json, DicomLimits.Default));

        Assert.Equal(DicomErrorKind.InvalidElement, fault.Kind);
    }

    [Fact]
    public void ConvertJsonToDicom_NestedTooDeep_IsRefused()
    {
        var json = string.Concat(Enumerable.Repeat("""{"00400275":{"vr":"SQ","Value":[""", 2000));

        Assert.Throws<DicomFileException>(() => DicomJson.ConvertJsonToDicom(json, DicomLimits.Default));
    }

    [Fact]
    public async Task ConvertDicomToJson_EveryPublicFile_SaysWhatPydicomReads()
    {
        await Peer.SkipWithoutPydicomAsync();
        using var folder = new TemporaryFolder();
        var lines = new List<string>();
        foreach (var (row, path) in DicomCorpus.Files())
        {
            try
            {
                var dataset = DicomFile.Open(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken), DicomLimits.Default).Dataset;
                var json = folder.Path(row["file"] + ".json");
                await File.WriteAllTextAsync(json, DicomJson.ConvertDicomToJson(dataset), TestContext.Current.CancellationToken);
                lines.Add($"{path}\t{json}");
            }
            catch (DicomFileException fault)
            {
                output.WriteLine($"{row["file"]}: {fault.Kind}");
                Assert.False(row["expected"] == "ok", row["file"]);
            }
        }

        var list = folder.Path("files.tsv");
        await File.WriteAllLinesAsync(list, lines, TestContext.Current.CancellationToken);
        var (exitCode, error) = await Peer.RunAsync(Peer.Python, Peer.Script("pydicom_json.py"), list);

        output.WriteLine($"{lines.Count} files");
        output.WriteLine(error);
        Assert.Equal("", error);
        Assert.Equal(0, exitCode);
        Assert.InRange(lines.Count, 140, 200);
    }
}
