using System.Text;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Dicom.Deidentification;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Dicom.Deidentification;

public sealed class DicomAnonymizerTests
{
    private static readonly byte[] Key = Encoding.ASCII.GetBytes("a key of 32 bytes for the tests.");

    // Everything that names somebody, some place or some moment in the object below; none may be found in what leaves.
    private static readonly string[] Secrets =
    [
        "Ravenswood", "Cordelia", "MRN-774411", "19530217", "ACC-90210", "Hippocrates", "Thornfield", "20240229", "1.2.826.77.1", "1.2.826.77.2", "1.2.826.77.3",
        "1.2.826.77.4", "1.2.826.77.5", "555-0199", "SN-660066", "Private note", "Baskerville", "STATION-7", "Overlay text", "Quillfeather", "REQ-5150",
    ];

    [Theory]
    [InlineData(DateTreatment.Removed)]
    [InlineData(DateTreatment.ShiftedPerPatient)]
    public void Anonymize_FilmFullOfNames_LeavesNoneOfThem(DateTreatment dates)
    {
        var file = Film();

        var clean = Released(Anonymizer(dates), file);

        var bytes = Encoding.Latin1.GetString(clean.Save());
        Assert.All(Secrets, secret => Assert.DoesNotContain(secret, bytes, StringComparison.OrdinalIgnoreCase));
        var original = Encoding.Latin1.GetString(new DicomFile(file.Dataset).Save());
        Assert.All(Secrets, secret => Assert.Contains(secret, original, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Anonymize_Film_KeepsThePictureAndSaysWhatWasDone()
    {
        var file = Film();

        var clean = Released(Anonymizer(DateTreatment.ShiftedPerPatient), file).Dataset;

        Assert.True(clean.TryGetBytes(DicomTag.PixelData, out var pixels) && file.Dataset.TryGetBytes(DicomTag.PixelData, out var original) && pixels.Span.SequenceEqual(original.Span));
        Assert.Equal("YES", clean.GetStringOrDefault(DicomTag.Parse("00120062")));
        Assert.Equal(["113100", "113107"], clean.Items(DicomTag.Parse("00120064")).Select(code => code.GetStringOrDefault(DicomTag.Parse("00080100"))));
        Assert.Equal("MODIFIED", clean.GetStringOrDefault(DicomTag.Parse("00280303")));
        Assert.Equal("CHEST", clean.GetStringOrDefault(DicomTag.BodyPartExamined));
        Assert.DoesNotContain(clean, item => item.Tag.IsPrivate || item.Tag.Group == 0x6000);
        Assert.Null(clean.GetStringOrDefault(DicomTag.PatientAge));
        Assert.Equal(DicomUID.DigitalXRayImageStorageForPresentation.Uid, clean.GetStringOrDefault(DicomTag.SopClassUid));
    }

    [Fact]
    public void Anonymize_TwoFilmsOfAPatient_StayTogetherAndApartByKey()
    {
        var (first, second) = (Film(), Film());
        second.Dataset.AddOrUpdate(DicomTag.SopInstanceUid, "1.2.826.77.99").AddOrUpdate(DicomTag.StudyDate, "20240310");

        var a = Released(Anonymizer(DateTreatment.ShiftedPerPatient), first).Dataset;
        var b = Released(Anonymizer(DateTreatment.ShiftedPerPatient), second).Dataset;
        var other = Released(new DicomAnonymizer(new byte[32], new DeidentificationOptions()), first).Dataset;

        Assert.Equal(a.GetStringOrDefault(DicomTag.PatientId), b.GetStringOrDefault(DicomTag.PatientId));
        Assert.Equal(a.GetStringOrDefault(DicomTag.StudyInstanceUid), b.GetStringOrDefault(DicomTag.StudyInstanceUid));
        Assert.NotEqual(a.GetStringOrDefault(DicomTag.SopInstanceUid), b.GetStringOrDefault(DicomTag.SopInstanceUid));
        Assert.Equal(10, DateOf(b).DayNumber - DateOf(a).DayNumber);
        Assert.NotEqual(a.GetStringOrDefault(DicomTag.PatientId), other.GetStringOrDefault(DicomTag.PatientId));
        Assert.StartsWith("2.25.", a.GetStringOrDefault(DicomTag.StudyInstanceUid), StringComparison.Ordinal);
        Assert.Equal(a.GetStringOrDefault(DicomTag.SopInstanceUid), a.FirstItemOrDefault(DicomTag.Parse("00081140"))?.GetStringOrDefault(DicomTag.Parse("00081155")));
    }

    [Fact]
    public void Anonymize_KeepingCharacteristics_KeepsSexAndAgeUpTo90()
    {
        var file = Film();
        file.Dataset.AddOrUpdate(DicomTag.PatientAge, "097Y").AddOrUpdate(DicomTag.PatientSex, "F");

        var clean = Released(new DicomAnonymizer(Key, new DeidentificationOptions { KeepsPatientCharacteristics = true }), file).Dataset;

        Assert.Equal(("090Y", "F"), (clean.GetStringOrDefault(DicomTag.PatientAge), clean.GetStringOrDefault(DicomTag.PatientSex)));
        Assert.Null(clean.GetStringOrDefault(DicomTag.PatientBirthDate));
    }

    [Theory]
    [InlineData("00280301", "YES", HoldReason.BurnedInAnnotation)]
    [InlineData("00280302", "YES", HoldReason.RecognizableFeatures)]
    [InlineData("00080016", "1.2.840.10008.5.1.4.1.1.7", HoldReason.OtherKind)]
    [InlineData("00080016", "1.2.840.10008.5.1.4.1.1.6.1", HoldReason.OtherKind)]
    public void Anonymize_PictureThatMayShowNames_IsHeldUntilAPersonHasLooked(string tag, string value, HoldReason reason)
    {
        var file = Film();
        file.Dataset.AddOrUpdate(DicomTag.Parse(tag), value);

        Assert.Equal(new DeidentificationOutcome.Held(reason), Anonymizer(DateTreatment.Removed).Anonymize(file));
        Assert.IsType<DeidentificationOutcome.Released>(Anonymizer(DateTreatment.Removed).Anonymize(file, isSeenByPerson: true));
    }

    [Fact]
    public void Anonymize_ObjectThatIsNotAsItShouldBe_IsRefusedOrCleaned()
    {
        var file = Film();
        file.Dataset.AddOrUpdate(DicomVR.US, DicomTag.StudyInstanceUid, 7).AddOrUpdate(DicomTag.Parse("00081150"), "1.2.826.9.9");

        var clean = Released(Anonymizer(DateTreatment.ShiftedPerPatient), file).Dataset;

        Assert.False(clean.Contains(DicomTag.StudyInstanceUid));
        Assert.Equal("1.2.826.9.9", clean.GetStringOrDefault(DicomTag.Parse("00081150")));
        file.Dataset.Remove(DicomTag.SopInstanceUid);
        Assert.Equal(DicomErrorKind.InvalidAttribute, Assert.Throws<DicomFileException>(() => Anonymizer(DateTreatment.Removed).Anonymize(file)).Kind);
    }

    [Fact]
    public void Anonymize_EveryPublicFile_LeavesNoNameNumberOrUidOfIt()
    {
        var files = 0;
        foreach (var (row, path) in DicomCorpus.Files().Where(file => file.Row["expected"] == "ok"))
        {
            var file = DicomFile.Open(File.ReadAllBytes(path), DicomLimits.Default);
            if (!file.Dataset.Contains(DicomTag.SopInstanceUid) || !file.Dataset.Contains(DicomTag.SopClassUid)) continue;
            var clean = Assert.IsType<DeidentificationOutcome.Released>(Anonymizer(DateTreatment.Removed).Anonymize(file, isSeenByPerson: true)).File;
            clean.Dataset.Remove(DicomTag.PixelData); // what chance writes there is no name
            var bytes = Encoding.Latin1.GetString(clean.Save());
            foreach (var tag in new[] { "00100010", "00100020", "00080050", "0020000D", "0020000E", "00080018", "00080080", "00080090", "00081010" })
            {
                if (file.Dataset.GetStringOrDefault(DicomTag.Parse(tag)) is { Length: >= 5 } value)
                    Assert.False(bytes.Contains(value, StringComparison.Ordinal), $"{row["file"]} {tag}");
            }

            files++;
        }

        Assert.InRange(files, 100, 200);
    }

    private static DicomAnonymizer Anonymizer(DateTreatment dates) => new(Key, new DeidentificationOptions { Dates = dates });

    private static DicomFile Released(DicomAnonymizer anonymizer, DicomFile file) => Assert.IsType<DeidentificationOutcome.Released>(anonymizer.Anonymize(file)).File;

    private static DateOnly DateOf(DicomDataset dataset) => DateOnly.ParseExact(dataset.GetStringOrDefault(DicomTag.StudyDate)!, "yyyyMMdd"); // shifted, never removed

    internal static DicomFile Film()
    {
        var dataset = DicomFile.Open(new DicomBuilder().Build(), DicomLimits.Default).Dataset;
        void Put(string tag, string value) => dataset.AddOrUpdate(DicomTag.Parse(tag), value);
        Put("00080016", DicomUID.DigitalXRayImageStorageForPresentation.Uid);
        Put("00080018", "1.2.826.77.1");
        Put("0020000D", "1.2.826.77.2");
        Put("0020000E", "1.2.826.77.3");
        Put("00200052", "1.2.826.77.4");
        Put("00100010", "Ravenswood^Cordelia");
        Put("00100020", "MRN-774411");
        Put("00100030", "19530217");
        Put("00101010", "071Y");
        Put("00102154", "555-0199");
        Put("00080050", "ACC-90210");
        Put("00080090", "Hippocrates^A");
        Put("00080080", "Thornfield Hospital");
        Put("00080020", "20240229");
        Put("0008002A", "20240229101500.5");
        Put("00080030", "101500");
        Put("00081010", "STATION-7");
        Put("00181000", "SN-660066");
        Put("00180015", "CHEST");
        // Names where the profile does not look for them.
        Put("00181400", "Processing for Ravenswood");
        Put("00185101", "PA");
        Put("00181401", "for MRN-774411");
        dataset.AddOrUpdate(new DicomElement(new DicomTag(0x6000, 0x3000), DicomVR.OW, Encoding.ASCII.GetBytes("Overlay text")));
        dataset.AddOrUpdate(DicomVR.LO, new DicomTag(0x0009, 0x0010), "ACME").AddOrUpdate(DicomVR.LO, new DicomTag(0x0009, 0x1001), "Private note");
        dataset.AddOrUpdate(DicomTag.Parse("00081140"), new DicomDataset().AddOrUpdate(DicomTag.Parse("00081150"), DicomUID.DigitalXRayImageStorageForPresentation.Uid)
            .AddOrUpdate(DicomTag.Parse("00081155"), "1.2.826.77.1"));
        dataset.AddOrUpdate(DicomTag.Parse("00400275"), new DicomDataset().AddOrUpdate(DicomTag.Parse("00401001"), "REQ-5150")
            .AddOrUpdate(DicomTag.Parse("00400007"), "asked by Baskerville").AddOrUpdate(DicomTag.Parse("00321060"), "Quillfeather protocol"));
        dataset.AddOrUpdate(DicomTag.Parse("00082112"), new DicomDataset().AddOrUpdate(DicomTag.Parse("00081155"), "1.2.826.77.5")
            .AddOrUpdate(DicomTag.Parse("0040A170"), new DicomDataset().AddOrUpdate(DicomTag.Parse("00080104"), "as Ravenswood said")));
        return new DicomFile(dataset);
    }
}
