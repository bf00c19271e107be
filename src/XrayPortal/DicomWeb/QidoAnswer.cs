using System.Globalization;
using XrayPortal.Films;
using XrayPortal.Imaging.Dicom;

namespace XrayPortal.DicomWeb;

/// <summary>Studies, series and instances as a search answers them. What the standard asks for and the portal does not keep stands there empty.</summary>
/// <remarks>Source: DICOM PS3.18, tables 10.6.3-3 to 10.6.3-5.</remarks>
internal static class QidoAnswer
{
    public static DicomDataset Study(IReadOnlyList<Film> films, RetrieveAddresses addresses)
    {
        var dataset = OfStudy(films[0], addresses).Put("ModalitiesInStudy", [.. films.Select(ModalityOf).Distinct().Order(StringComparer.Ordinal)])
            .Put("NumberOfStudyRelatedSeries", films.Select(f => f.SeriesInstanceUid).Distinct().Count())
            .Put("NumberOfStudyRelatedInstances", films.Count);
        return dataset;
    }

    public static DicomDataset Series(IReadOnlyList<Film> films, RetrieveAddresses addresses) => OfSeries(films[0], addresses)
        .Put("RetrieveURL", addresses.Series(films[0].StudyInstanceUid, films[0].SeriesInstanceUid))
        .Put("NumberOfSeriesRelatedInstances", films.Count);

    public static DicomDataset Instance(Film film, RetrieveAddresses addresses)
    {
        var dataset = OfSeries(film, addresses)
            .Put("SOPClassUID", film.SopClassUid).Put("SOPInstanceUID", film.SopInstanceUid).Put("InstanceAvailability", "ONLINE").Put("InstanceNumber")
            .Put("RetrieveURL", addresses.Instance(film.StudyInstanceUid, film.SeriesInstanceUid, film.SopInstanceUid))
            .Put("Rows", film.Height).Put("Columns", film.Width);
        return film.TransferSyntaxUid is { } syntax ? dataset.Put("AvailableTransferSyntaxUID", syntax) : dataset;
    }

    // With the study's own, whether its address named it or not: more than the standard asks for, and what Orthanc does.
    private static DicomDataset OfSeries(Film film, RetrieveAddresses addresses) => OfStudy(film, addresses)
        .Put("Modality", ModalityOf(film)).Put("SeriesInstanceUID", film.SeriesInstanceUid).Put("SeriesNumber");

    private static DicomDataset OfStudy(Film film, RetrieveAddresses addresses) => new DicomDataset().Put("SpecificCharacterSet", "ISO_IR 192")
        .Put("StudyInstanceUID", film.StudyInstanceUid).Put("InstanceAvailability", "ONLINE").Put("RetrieveURL", addresses.Study(film.StudyInstanceUid))
        .Put("StudyDate", film.StudyDate?.ToString("yyyyMMdd", CultureInfo.InvariantCulture)).Put("StudyTime").Put("StudyID")
        .Put("AccessionNumber", film.Accession).Put("ReferringPhysicianName")
        .Put("PatientName").Put("PatientID", film.PatientReference).Put("PatientBirthDate").Put("PatientSex", film.Sex);

    private static string ModalityOf(Film film) => film.Modality ?? QidoMatching.NoModality;

    private static DicomDataset Put(this DicomDataset dataset, string keyword, params ReadOnlySpan<string?> values) =>
        DicomDictionary.TryFind(keyword, out var tag) && values is not [null]
            ? dataset.AddOrUpdate(tag, values)
            : dataset.AddOrUpdate<string>(tag);

    private static DicomDataset Put(this DicomDataset dataset, string keyword, int value) =>
        DicomDictionary.TryFind(keyword, out var tag) ? dataset.AddOrUpdate(tag, value) : dataset;
}
