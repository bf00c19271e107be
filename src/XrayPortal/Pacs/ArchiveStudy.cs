using System.Globalization;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Dicom;

namespace XrayPortal.Pacs;

/// <summary>What to look for in an archive. Text may end in a star; dates are days.</summary>
internal sealed record ArchiveQuery(string? Patient, string? Accession, DateOnly? From, DateOnly? To)
{
    private const int MaxText = 64; // PS3.5, 6.2: LO
    private const int LeastPatientText = 2;

    /// <summary>Puts what a person typed in order; refused where it names no patient, no accession and no day.</summary>
    public static Result<ArchiveQuery> Parse(string? patient, string? accession, DateOnly? from, DateOnly? to)
    {
        var (who, which) = (Clean(patient), Clean(accession));
        if (who is { Length: > MaxText } || which is { Length: > MaxText }) return PacsRefusals.SearchText;
        if (from > to) return PacsRefusals.SearchDates;
        // A star alone is every patient of the hospital.
        var names = new[] { who, which }.Any(text => text?.Count(c => c is not ('*' or '?')) >= LeastPatientText);
        return names || (from is not null && to is not null) ? new ArchiveQuery(who, which, from, to) : PacsRefusals.SearchTooWide;
    }

    /// <summary>As a query of QIDO-RS at the level of studies.</summary>
    public IEnumerable<KeyValuePair<string, string?>> ToQuery(int limit)
    {
        if (Patient is not null) yield return new("PatientID", Patient);
        if (Accession is not null) yield return new("AccessionNumber", Accession);
        if (From is not null || To is not null) yield return new("StudyDate", $"{Day(From)}-{Day(To)}");
        yield return new("includefield", "00081030");
        yield return new("limit", limit.ToString(CultureInfo.InvariantCulture));
    }

    internal static string Day(DateOnly? day) => day?.ToString("yyyyMMdd", CultureInfo.InvariantCulture) ?? "";

    private static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : new string([.. text.Where(c => !char.IsControl(c))]).Trim();
}

/// <summary>A study as an archive lists it. Shown to people, never kept.</summary>
/// <param name="Modalities">Of its series, as far as the archive says.</param>
internal sealed record ArchiveStudy(
    string StudyInstanceUid, string PatientId, string PatientName, string PatientSex, DateOnly? Date, string Accession, string Description,
    IReadOnlyList<string> Modalities, int? Instances)
{
    /// <returns>Null where it has no identifier.</returns>
    public static ArchiveStudy? Of(DicomDataset dataset)
    {
        if (dataset.GetStringOrDefault(DicomTag.StudyInstanceUid) is not { } uid || !DicomUID.IsValid(uid)) return null;
        string Text(string keyword) => dataset.GetStringOrDefault(DicomDictionary.TagOf(keyword)) ?? "";
        return new ArchiveStudy(
            uid, Text("PatientID"), Text("PatientName").Replace('^', ' ').Trim(), Text("PatientSex"),
            DateOnly.TryParseExact(Text("StudyDate"), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null,
            Text("AccessionNumber"), Text("StudyDescription"),
            [.. Text("ModalitiesInStudy").Split('\\', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
            int.TryParse(Text("NumberOfStudyRelatedInstances"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null);
    }
}

/// <summary>An image in an archive.</summary>
internal sealed record ArchiveImage(string StudyInstanceUid, string SeriesInstanceUid, string SopInstanceUid)
{
    /// <returns>Null where an identifier is missing or is none.</returns>
    public static ArchiveImage? Of(DicomDataset dataset, string study)
    {
        string? Uid(DicomTag tag) => dataset.GetStringOrDefault(tag) is { } uid && DicomUID.IsValid(uid) ? uid : null;
        return Uid(DicomTag.SeriesInstanceUid) is { } series && Uid(DicomTag.SopInstanceUid) is { } instance ? new ArchiveImage(study, series, instance) : null;
    }
}
