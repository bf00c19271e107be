using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Dicom.Deidentification;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Dicom.Deidentification;

/// <summary>Another anonymiser as oracle: what Orthanc takes out, we take out.</summary>
public sealed class OrthancComparisonTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Anonymize_FilmsAndPublicFiles_KeepNothingThatOrthancRemoves()
    {
        await using var orthanc = await OrthancPeer.StartAsync(TestContext.Current.CancellationToken);
        var anonymizer = new DicomAnonymizer(new byte[32], new DeidentificationOptions());
        List<(string Name, DicomFile File)> files = [("film", DicomAnonymizerTests.Film())];
        files.AddRange(DicomCorpus.Files().Where(f => f.Row["expected"] == "ok" && f.Row["modality"] is "CR" or "DX" or "MR" or "CT").Take(40)
            .Select(f => (f.Row["file"], DicomFile.Open(File.ReadAllBytes(f.Path), DicomLimits.Default))));
        var compared = 0;
        List<string> kept = [];
        foreach (var (name, file) in files.Where(f => f.File.Dataset.Contains(DicomTag.SopInstanceUid) && f.File.Dataset.Contains(DicomTag.SopClassUid)))
        {
            var sent = new DicomFile(file.Dataset, file.TransferSyntax).Save();
            if (await orthanc.AnonymizeAsync(sent, TestContext.Current.CancellationToken) is not { } answer) continue;
            var theirs = DicomFile.Open(answer, DicomLimits.Default).Dataset;
            var ours = Assert.IsType<DeidentificationOutcome.Released>(anonymizer.Anonymize(file, isSeenByPerson: true)).File.Dataset;
            foreach (var element in file.Dataset.OfType<DicomElement>().Where(e => e.Length > 0 && !e.Tag.IsPixels && e.Tag.Element != 0))
            {
                if (!IsSame(element, theirs) && IsSame(element, ours)) kept.Add($"{name}: {element.Tag}");
            }

            compared++;
        }

        output.WriteLine($"{compared} objects");
        Assert.Empty(kept);
        Assert.InRange(compared, 20, 41);
    }

    // Writers pad values with spaces or zeros as they like.
    private static bool IsSame(DicomElement element, DicomDataset dataset) =>
        dataset.TryGetBytes(element.Tag, out var bytes) && bytes.Span.TrimEnd(" \0"u8).SequenceEqual(element.Bytes.Span.TrimEnd(" \0"u8));
}
