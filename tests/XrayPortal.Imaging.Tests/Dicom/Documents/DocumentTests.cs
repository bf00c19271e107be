using System.Text;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Dicom.Documents;
using XrayPortal.Imaging.Grey;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Dicom.Documents;

/// <summary>What is written here, read back and read by DCMTK and pydicom without a warning.</summary>
public sealed class DocumentTests
{
    private const string Study = "1.2.3.4";

    private static readonly DateTimeOffset At = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
    private static readonly ImageReference Image = new(DicomUID.DigitalXRayImageStorageForPresentation.Uid, "1.2.3.4.5.6", "1.2.3.4.5");
    private static readonly DicomCode Pneumonia = new("233604007", "SCT", "Pneumonia");

    [Fact]
    public void SecondaryCapture_OfAFilm_HoldsItsGreyValues()
    {
        foreach (var (bits, error) in new[] { (8, 0.5 / 255), (12, 0.5 / 65535) })
        {
            var again = DicomFile.Open(FilmOf(bits).Save(), DicomLimits.Default);
            var film = FilmDecoder.Decode(FilmOf(bits).Save(), DecodeLimits.Default);

            Assert.Equal(DicomUID.SecondaryCaptureImageStorage.Uid, again.FileMetaInfo.MediaStorageSopClassUid);
            Assert.Equal(Study, again.Dataset.GetStringOrDefault(DicomTag.StudyInstanceUid));
            Assert.False(film.IsRefused, film.Refusal?.Sentence);
            Assert.All(film.Value.Image.Pixels.ToArray().Zip(Gradient().Pixels.ToArray()), pair => Assert.Equal(pair.Second, pair.First, error + 1e-6));
        }
    }

    [Fact]
    public void SecondaryCapture_OfAPicture_HoldsItsColours()
    {
        var rgb = Enumerable.Range(0, 4 * 3 * 3).Select(i => (byte)(i * 7)).ToArray();

        var dataset = DicomFile.Open(SecondaryCapture.OfPicture(Subject(), rgb, 4, 3, "Map", At, Image).Save(), DicomLimits.Default).Dataset;

        Assert.True(dataset.TryGetBytes(DicomTag.PixelData, out var pixels));
        Assert.Equal(rgb, pixels.ToArray());
        Assert.Equal("1.2.3.4.5.6", dataset.FirstItemOrDefault(DicomTag.Parse("00082112"))?.GetStringOrDefault(DicomTag.Parse("00081155")));
        Assert.Throws<ArgumentException>(() => SecondaryCapture.OfPicture(Subject(), rgb, 4, 4, "Map", At));
    }

    [Fact]
    public void EncapsulatedPdf_Document_StaysAsItIs()
    {
        var pdf = Pdf();

        var dataset = DicomFile.Open(EncapsulatedPdf.Of(Subject(), pdf, "Report", At, Image).Save(), DicomLimits.Default).Dataset;

        Assert.True(dataset.TryGetBytes(DicomTag.Parse("00420011"), out var document));
        Assert.Equal(pdf, document[..dataset.GetSingleValueOrDefault(DicomTag.Parse("00420015"), 0)].ToArray());
        Assert.Throws<ArgumentException>(() => EncapsulatedPdf.Of(Subject(), "no PDF"u8.ToArray(), "Report", At));
    }

    [Theory]
    [InlineData(true, "1410")]
    [InlineData(false, "1501")]
    public void ScoreReport_Score_IsAMeasurementWithItsCode(bool hasRegion, string template)
    {
        var dataset = DicomFile.Open(ReportOf(hasRegion).Save(), DicomLimits.Default).Dataset;

        var all = Flat(dataset).ToList();
        var probability = Assert.Single(all, item => CodeOf(item) == "111012");
        var value = probability.FirstItemOrDefault(DicomTag.Parse("0040A300"));
        Assert.Equal(73.25, value?.GetDecimalOrDefault(DicomTag.Parse("0040A30A")));
        Assert.Equal("%", value?.FirstItemOrDefault(DicomTag.Parse("004008EA"))?.GetStringOrDefault(DicomTag.Parse("00080100")));
        Assert.Equal("chest-pneumonia", Assert.Single(all, item => CodeOf(item) == "111001").GetStringOrDefault(DicomTag.Parse("0040A160")));
        Assert.Equal("1.2.0", Assert.Single(all, item => CodeOf(item) == "111003").GetStringOrDefault(DicomTag.Parse("0040A160")));
        Assert.Equal("1500", dataset.FirstItemOrDefault(DicomTag.Parse("0040A504"))?.GetStringOrDefault(DicomTag.Parse("0040DB00")));
        Assert.Contains(all, item => item.FirstItemOrDefault(DicomTag.Parse("0040A504"))?.GetStringOrDefault(DicomTag.Parse("0040DB00")) == template);
        Assert.Equal(hasRegion ? 1 : 0, all.Count(item => item.GetStringOrDefault(DicomTag.Parse("0040A040")) == "SCOORD"));
        Assert.All(all.Where(item => item.GetStringOrDefault(DicomTag.Parse("0040A040")) == "IMAGE"),
            item => Assert.Equal(Image.SopInstanceUid, item.FirstItemOrDefault(DicomTag.Parse("00081199"))?.GetStringOrDefault(DicomTag.Parse("00081155"))));
        Assert.Throws<ArgumentOutOfRangeException>(() => ScoreReport.Of(Subject(), Score(false) with { Probability = 1.01 }, Image, At));
    }

    [Fact]
    public async Task Save_EveryObject_IsReadByDcmtkWithoutAWarning()
    {
        Peer.SkipWithout("dcmdump", "dcmtk");
        Peer.SkipWithout("dsrdump", "dcmtk");
        using var folder = new TemporaryFolder();
        foreach (var (name, file) in Objects())
        {
            await File.WriteAllBytesAsync(folder.Path(name), file.Save(), TestContext.Current.CancellationToken);
            Assert.Equal((name, 0, ""), await SaidOf("dcmdump", name, folder));
            if (name.StartsWith("sr", StringComparison.Ordinal)) Assert.Equal((name, 0, ""), await SaidOf("dsrdump", name, folder));
        }
    }

    [Fact]
    public async Task Save_EveryObject_IsReadByPydicomWithoutAWarning()
    {
        await Peer.SkipWithoutPydicomAsync();
        using var folder = new TemporaryFolder();
        foreach (var (name, file) in Objects()) await File.WriteAllBytesAsync(folder.Path(name), file.Save(), TestContext.Current.CancellationToken);

        var (exitCode, error) = await Peer.RunAsync(Peer.Python, [Peer.Script("pydicom_read.py"), .. Objects().Select(o => folder.Path(o.Name))]);

        Assert.Equal((0, ""), (exitCode, error));
    }

    private static async Task<(string, int, string)> SaidOf(string program, string name, TemporaryFolder folder)
    {
        var (exitCode, error) = await Peer.RunAsync(program, "-v", folder.Path(name));
        // -v tells of each step on lines that begin with I:
        return (name, exitCode, string.Join('\n', error.Split('\n').Where(line => line.Length > 0 && !line.StartsWith("I:", StringComparison.Ordinal))));
    }

    private static IEnumerable<(string Name, DicomFile File)> Objects() =>
    [
        ("sc8.dcm", FilmOf(8)),
        ("sc16.dcm", FilmOf(12)),
        ("rgb.dcm", SecondaryCapture.OfPicture(Subject(), new byte[5 * 3 * 3], 5, 3, "Film with map", At, Image)),
        ("pdf.dcm", EncapsulatedPdf.Of(Subject(), Pdf(), "Report", At, Image)),
        ("sr-region.dcm", ScoreReport.Of(DicomSubject.OfUpload(Study, "P-1", "F", "A1"), Score(true), Image, At)),
        ("report-in-utf8.dcm", ReportOf(hasRegion: false)), // dsrdump 3.6.7 warns that it checks no values in UTF-8
        ("sr-upload.dcm", ScoreReport.Of(DicomSubject.OfUpload(Study, "P-1", "F", null), Score(false), Image, At)),
    ];

    private static DicomFile ReportOf(bool hasRegion) => ScoreReport.Of(Subject(), Score(hasRegion), Image, At);

    private static ScoreContent Score(bool hasRegion) => new(
        "chest-pneumonia", "1.2.0", Pneumonia, 0.7325, "Features suggestive of pneumonia (threshold 41 %)",
        hasRegion ? [(10, 20), (30.5, 20), (30.5, 44), (10, 44)] : []);

    private static DicomSubject Subject() => DicomSubject.Of(new DicomDataset().AddOrUpdate(DicomTag.SpecificCharacterSet, "ISO_IR 192")
        .AddOrUpdate(DicomTag.Parse("00100010"), "Yamada^Tarou=山田^太郎").AddOrUpdate(DicomTag.PatientId, "P-1").AddOrUpdate(DicomTag.PatientSex, "M")
        .AddOrUpdate(DicomTag.StudyInstanceUid, Study).AddOrUpdate(DicomTag.StudyDate, "20260304").AddOrUpdate(DicomTag.AccessionNumber, "A1"));

    private static DicomFile FilmOf(int bits) => SecondaryCapture.OfFilm(Subject(), new DecodedFilm(Gradient(), FilmFormat.Png, bits, FilmFacts.None), At);

    private static GreyImage Gradient() => new(64, 32, [.. Enumerable.Range(0, 64 * 32).Select(i => i / (64f * 32 - 1))]);

    private static byte[] Pdf() => Encoding.ASCII.GetBytes("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF");

    private static string? CodeOf(DicomDataset item) => item.FirstItemOrDefault(DicomTag.Parse("0040A043"))?.GetStringOrDefault(DicomTag.Parse("00080100"));

    private static IEnumerable<DicomDataset> Flat(DicomDataset item) => item.Items(DicomTag.Parse("0040A730")).SelectMany(child => Flat(child).Prepend(child));
}
