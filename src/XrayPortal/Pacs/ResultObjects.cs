using XrayPortal.Accounts;
using XrayPortal.Data;
using XrayPortal.DicomWeb;
using XrayPortal.Films;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Dicom.Documents;
using XrayPortal.Imaging.Overlay;
using XrayPortal.Inference.Scoring;
using XrayPortal.Reports;

namespace XrayPortal.Pacs;

/// <summary>What a film and its result become in an archive.</summary>
internal enum ResultObjectKind
{
    /// <summary>The film itself: as it came, or as Secondary Capture where it was no DICOM.</summary>
    Film,

    /// <summary>Secondary Capture of the film with the map over it.</summary>
    Overlay,

    /// <summary>Structured report of the score.</summary>
    Score,

    /// <summary>The PDF report.</summary>
    Report,
}

/// <summary>
/// Makes DICOM objects of a film and its result, in the film's own study. Their identifiers depend on what they say (film, model, opinion), so the
/// same result is the same objects however often it is sent.
/// </summary>
internal sealed class ResultObjects(FilmStore store, FilmPixels pixels, WadoObjects films, ReportService reports)
{
    private const int OverlaySide = 1200;
    private const double OverlayOpacity = 0.6;
    private const ushort LastHeaderGroup = 0x0028;

    private static readonly DicomCode Pneumonia = new("233604007", "SCT", "Pneumonia");

    /// <summary>SOP Instance UIDs of all objects, known before any is made.</summary>
    public static IReadOnlyDictionary<ResultObjectKind, string> Identifiers(FilmRecord record) => Enum.GetValues<ResultObjectKind>()
        .ToDictionary(kind => kind, kind => kind == ResultObjectKind.Film ? record.Film.SopInstanceUid : Uid(record, kind, InstancePart(kind)));

    /// <returns>A whole DICOM file; a refusal where the film cannot be read any more.</returns>
    public async Task<Result<byte[]>> MakeAsync(FilmRecord record, ResultObjectKind kind, string archive, CancellationToken cancellationToken)
    {
        var film = record.Film;
        if (!store.Has(film.Sha256)) return Films.FilmRefusals.Missing;
        if (kind == ResultObjectKind.Film) return (await films.ReadAsync(film, cancellationToken)).Match(CheckedForSending, refusal => refusal);
        var subject = SubjectOf(film, await store.ReadAsync(film.Sha256, cancellationToken)) with { NewUid = part => Uid(record, kind, part) };
        return kind switch
        {
            ResultObjectKind.Overlay => await OverlayAsync(record, subject, cancellationToken),
            ResultObjectKind.Score => ScoreReport.Of(subject, ContentOf(record), Source(film), ResultOf(record).ScoredAt).Save(),
            _ => await ReportAsync(record, subject, archive, cancellationToken),
        };
    }

    /// <summary>Archives fall over objects that this program refuses: 2,000 nested sequences end Orthanc 1.10. So all of it is read before it goes out.</summary>
    private static Result<byte[]> CheckedForSending(byte[] file)
    {
        try
        {
            DicomFile.Open(file, DicomLimits.Default);
            return file;
        }
        catch (DicomFileException)
        {
            return PacsRefusals.DamagedFilm;
        }
    }

    private async Task<Result<byte[]>> OverlayAsync(FilmRecord record, DicomSubject subject, CancellationToken cancellationToken)
    {
        var result = ResultOf(record);
        var decoded = await pixels.DecodeAsync(record.Film.Sha256, cancellationToken);
        if (decoded.IsRefused) return decoded.Refusal;
        var (width, height, rgb) = HeatMap.OverlayPixels(
            decoded.Value.Image, FilmPictures.CamOf(result), result.CamWidth, result.CamHeight, OverlayOpacity, OverlaySide);
        return SecondaryCapture.OfPicture(subject, rgb, width, height, $"Map of evidence, {result.ModelName} {result.ModelVersion}", result.ScoredAt, Source(record.Film)).Save();
    }

    private async Task<Result<byte[]>> ReportAsync(FilmRecord record, DicomSubject subject, string archive, CancellationToken cancellationToken)
    {
        var pdf = await reports.DrawForArchiveAsync(record.Film.Id, new Reader(Guid.Empty, $"archive {archive}", []), cancellationToken);
        return pdf.Match<Result<byte[]>>(
            document => EncapsulatedPdf.Of(subject, document, "XrayPortal report", ResultOf(record).ScoredAt, Source(record.Film)).Save(), refusal => refusal);
    }

    private static ScoreContent ContentOf(FilmRecord record)
    {
        var result = ResultOf(record);
        var isSuggestive = result.Probability >= result.Threshold;
        return new ScoreContent(
            result.ModelName, result.ModelVersion, Pneumonia, result.Probability,
            FormattableString.Invariant($"{result.Call}; probability {result.Probability:0.000}, threshold {result.Threshold:0.000}. {Wording.Disclaimer}"),
            isSuggestive ? EvidenceOutline.Of(FilmPictures.CamOf(result), result.CamWidth, result.CamHeight, record.Film.Width, record.Film.Height) : []);
    }

    /// <summary>Whom and what the film shows, from its own header where it has one.</summary>
    private static DicomSubject SubjectOf(Film film, byte[] file)
    {
        if (film.Format == FilmFormat.Dicom)
        {
            // Taken in after the same header was read with the same limits.
            var dataset = DicomFile.Open(file, DicomLimits.Header, LastHeaderGroup).Dataset;
            if (dataset.GetStringOrDefault(DicomTag.StudyInstanceUid) == film.StudyInstanceUid) return DicomSubject.Of(dataset);
        }

        return DicomSubject.OfUpload(film.StudyInstanceUid, film.PatientReference, film.Sex, film.Accession);
    }

    private static ImageReference Source(Film film) => new(film.SopClassUid, film.SopInstanceUid, film.SeriesInstanceUid);

    private static FilmResult ResultOf(FilmRecord record) => record.Result ?? throw new ArgumentException("The film has no result.", nameof(record));

    private static string InstancePart(ResultObjectKind kind)
    {
        var sopClass = kind switch
        {
            ResultObjectKind.Score => DicomUID.ComprehensiveSRStorage,
            ResultObjectKind.Report => DicomUID.EncapsulatedPDFStorage,
            ResultObjectKind.Film or ResultObjectKind.Overlay => DicomUID.SecondaryCaptureImageStorage,
        };
        return $"{sopClass.Uid} instance";
    }

    // The report also says what a reader thinks: with another opinion it is another document.
    private static string Uid(FilmRecord record, ResultObjectKind kind, string part)
    {
        var opinion = kind == ResultObjectKind.Report && record.Flags is [.., var last] ? last.Id.ToString("N") : "";
        return DicomUIDGenerator.OfContent(record.Film.Sha256, $"{ResultOf(record).ModelSha256} {KebabEnum.Text(kind)} {opinion} {part}");
    }
}
