using System.Globalization;
using XrayPortal.Imaging.Decode;

namespace XrayPortal.Imaging.Dicom;

/// <summary>What a data set says of the person and the picture. Nonsense counts as not said.</summary>
internal static class DicomFacts
{
    private const double DaysPerYear = 365.25;
    private const int MaxText = 64; // longest value of LO and UI

    public static FilmFacts Of(DicomDataset dataset) => new()
    {
        PatientReference = Text(dataset, DicomTag.PatientId),
        AgeYears = AgeYears(dataset),
        Sex = Text(dataset, DicomTag.PatientSex) is { } sex and ("M" or "F" or "O") ? sex : null,
        View = Text(dataset, DicomTag.ViewPosition),
        Modality = Text(dataset, DicomTag.Modality),
        BodyPart = Text(dataset, DicomTag.BodyPartExamined),
        Accession = Text(dataset, DicomTag.AccessionNumber),
        StudyInstanceUid = Text(dataset, DicomTag.StudyInstanceUid),
        StudyDate = Date(dataset, DicomTag.StudyDate),
        PixelSpacingMm = Positive(dataset.GetDecimalOrDefault(DicomTag.PixelSpacing))
            ?? Positive(dataset.GetDecimalOrDefault(DicomTag.ImagerPixelSpacing)),
    };

    /// <summary>Patient's Age (nnnD, W, M or Y), else from birth to study.</summary>
    private static double? AgeYears(DicomDataset dataset)
    {
        if (dataset.GetStringOrDefault(DicomTag.PatientAge) is { Length: 4 } age
            && int.TryParse(age.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            double? years = age[3] switch
            {
                'D' => count / DaysPerYear,
                'W' => count * 7 / DaysPerYear,
                'M' => count / 12.0,
                'Y' => count,
                _ => null,
            };
            if (years is not null) return years;
        }

        if (Date(dataset, DicomTag.PatientBirthDate) is not { } birth || Date(dataset, DicomTag.StudyDate) is not { } study) return null;
        return study >= birth ? (study.DayNumber - birth.DayNumber) / DaysPerYear : null;
    }

    private static DateOnly? Date(DicomDataset dataset, DicomTag tag) =>
        DateOnly.TryParseExact(
            dataset.GetStringOrDefault(tag), ["yyyyMMdd", "yyyy.MM.dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : null;

    private static double? Positive(double? value) => value > 0 ? value : null;

    private static string? Text(DicomDataset dataset, DicomTag tag)
    {
        if (dataset.GetStringOrDefault(tag, 0) is not { } value) return null;
        var clean = new string([.. value.Where(c => !char.IsControl(c)).Take(MaxText)]).Trim();
        return clean.Length == 0 ? null : clean;
    }
}
