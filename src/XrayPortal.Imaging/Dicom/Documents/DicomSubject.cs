namespace XrayPortal.Imaging.Dicom.Documents;

/// <summary>The patient and the study that an object made here belongs to. Null where it is not known.</summary>
/// <param name="StudyInstanceUid">Of the film's own study, so that an archive files the object beside the film.</param>
public sealed record DicomSubject(string StudyInstanceUid)
{
    private static readonly string[] Kept =
    [
        "PatientName", "PatientID", "IssuerOfPatientID", "PatientBirthDate", "PatientSex", "PatientAge",
        "StudyInstanceUID", "StudyDate", "StudyTime", "StudyID", "StudyDescription", "AccessionNumber", "ReferringPhysicianName",
    ];

    private readonly DicomDataset attributes = new DicomDataset().AddOrUpdate(DicomTag.SpecificCharacterSet, "ISO_IR 192")
        .AddOrUpdate(DicomTag.StudyInstanceUid, StudyInstanceUid);

    /// <summary>
    /// Gives the identifiers of what is made, by the part that is named. By default each is new; one that depends on what an object says makes
    /// the same object again, so that sending it twice adds nothing.
    /// </summary>
    public Func<string, string> NewUid { get; init; } = _ => DicomUIDGenerator.New();

    /// <param name="source">The film's data set.</param>
    /// <exception cref="ArgumentException">It has no Study Instance UID.</exception>
    public static DicomSubject Of(DicomDataset source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var subject = new DicomSubject(source.GetStringOrDefault(DicomTag.StudyInstanceUid) ?? throw new ArgumentException("The film has no Study Instance UID.", nameof(source)));
        foreach (var keyword in Kept)
        {
            if (source.GetStringOrDefault(DicomDictionary.TagOf(keyword)) is { } value) subject.attributes.Put(keyword, value);
        }

        return subject;
    }

    /// <summary>Patient and study of a film that came without DICOM.</summary>
    public static DicomSubject OfUpload(string studyInstanceUid, string? patientId, string? patientSex, string? accession)
    {
        var subject = new DicomSubject(studyInstanceUid);
        if (patientId is not null) subject.attributes.Put("PatientID", patientId);
        if (patientSex is not null) subject.attributes.Put("PatientSex", patientSex);
        if (accession is not null) subject.attributes.Put("AccessionNumber", accession);
        return subject;
    }

    /// <summary>A data set with the modules that every object has: patient, study, series, equipment, SOP common.</summary>
    /// <param name="at">When it is made, in the zone that its dates shall be in.</param>
    /// <remarks>Source: DICOM PS3.3, C.7.1.1, C.7.2.1, C.7.3.1, C.7.5.1, C.12.1. What is type 2 there is written empty.</remarks>
    internal DicomDataset NewObject(DicomUID sopClass, string modality, string seriesDescription, int seriesNumber, DateTimeOffset at)
    {
        var dataset = new DicomDataset().AddOrUpdate(DicomTag.SpecificCharacterSet, "ISO_IR 192");
        foreach (var keyword in Kept.Except(["IssuerOfPatientID", "PatientAge", "StudyDescription"])) dataset.Put(keyword);
        foreach (var item in attributes) dataset.AddOrUpdate(item);
        return dataset
            .Put("SOPClassUID", sopClass.Uid).Put("SOPInstanceUID", NewUid($"{sopClass.Uid} instance")).Put("InstanceCreationDate", Date(at)).Put("InstanceCreationTime", Time(at))
            .Put("Modality", modality).Put("SeriesInstanceUID", NewUid($"{sopClass.Uid} series")).Put("SeriesNumber", seriesNumber).Put("SeriesDescription", seriesDescription)
            .Put("InstanceNumber", 1).Put("ContentDate", Date(at)).Put("ContentTime", Time(at)).Put("Manufacturer", "XrayPortal");
    }

    internal static string Date(DateTimeOffset at) => at.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);

    internal static string Time(DateTimeOffset at) => at.ToString("HHmmss", System.Globalization.CultureInfo.InvariantCulture);
}
