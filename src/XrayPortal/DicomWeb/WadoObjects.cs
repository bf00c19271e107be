using XrayPortal.Films;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Dicom.Documents;

namespace XrayPortal.DicomWeb;

/// <summary>
/// Films as DICOM objects: one that came as DICOM as it came, where it is a whole Part 10 file with its identifiers; PNG and JPEG as Secondary
/// Capture. Files are read here within the limits of headers; no pixel is decoded in this process.
/// </summary>
internal sealed class WadoObjects(FilmStore store, FilmPixels pixels)
{
    private const ushort BeforePixels = 0x7FDF;
    private const int InlineBytes = 1024;
    private const int PreambleBytes = 132;

    public bool Has(Film film) => store.Has(film.Sha256);

    /// <summary>The object, ready to be read from its start.</summary>
    /// <param name="transferSyntax">As <see cref="WadoForms.SyntaxOf"/> chose it.</param>
    public async Task<Result<Stream>> OpenAsync(Film film, string transferSyntax, CancellationToken cancellationToken)
    {
        if (film.Format != FilmFormat.Dicom)
        {
            var capture = await CaptureAsync(film, cancellationToken);
            return capture.Match<Result<Stream>>(file => new MemoryStream(file.Save()), refusal => refusal);
        }

        var isWhole = await IsWholeAsync(film, cancellationToken);
        if (isWhole && transferSyntax == film.TransferSyntaxUid) return store.OpenRead(film.Sha256);
        return await RewriteAsync(film, cancellationToken) is { } rewritten ? new MemoryStream(rewritten) : store.OpenRead(film.Sha256);
    }

    /// <summary>The object's attributes without pixels and without values of more than 1 KiB that are no text.</summary>
    public async Task<Result<DicomDataset>> MetadataAsync(Film film, CancellationToken cancellationToken)
    {
        if (film.Format != FilmFormat.Dicom)
        {
            var capture = await CaptureAsync(film, cancellationToken);
            return capture.Match<Result<DicomDataset>>(file => WithoutBulk(file.Dataset), refusal => refusal);
        }

        return WithoutBulk(Named(film, Read(await store.ReadAsync(film.Sha256, cancellationToken), BeforePixels).Dataset));
    }

    /// <summary>The first frame as it is stored: native cells, little endian, or a codestream.</summary>
    public async Task<Result<ReadOnlyMemory<byte>>> FrameAsync(Film film, CancellationToken cancellationToken)
    {
        try
        {
            DicomFile file;
            if (film.Format == FilmFormat.Dicom)
            {
                file = DicomFile.Open(await store.ReadAsync(film.Sha256, cancellationToken), DicomLimits.Header);
            }
            else
            {
                var capture = await CaptureAsync(film, cancellationToken);
                if (capture.IsRefused) return capture.Refusal;
                file = capture.Value;
            }

            return new DicomPixelData(file.Dataset, file.TransferSyntax, DicomLimits.Header).GetStoredFrame(0);
        }
        catch (DicomFileException)
        {
            return DicomRefusals.FrameMissing;
        }
    }

    // Of the film's own, not new ones each time it is asked for.
    private async Task<Result<DicomFile>> CaptureAsync(Film film, CancellationToken cancellationToken)
    {
        var decoded = await pixels.DecodeAsync(film.Sha256, cancellationToken);
        if (decoded.IsRefused) return decoded.Refusal;
        var subject = DicomSubject.OfUpload(film.StudyInstanceUid, film.PatientReference, film.Sex, film.Accession);
        return new DicomFile(Named(film, SecondaryCapture.OfFilm(subject, decoded.Value, film.UploadedAt).Dataset));
    }

    private async Task<bool> IsWholeAsync(Film film, CancellationToken cancellationToken)
    {
        if (film.TransferSyntaxUid is null || IsDerived(film)) return false;
        var start = await store.ReadStartAsync(film.Sha256, PreambleBytes, cancellationToken);
        return start.AsSpan().EndsWith("DICM"u8);
    }

    private static bool IsDerived(Film film)
    {
        var derived = DicomIdentity.Of(null, film.Sha256);
        return film.StudyInstanceUid == derived.StudyInstanceUid || film.SeriesInstanceUid == derived.SeriesInstanceUid || film.SopInstanceUid == derived.SopInstanceUid;
    }

    // A file that is damaged behind its header cannot be written anew: it is given as it came.
    private async Task<byte[]?> RewriteAsync(Film film, CancellationToken cancellationToken)
    {
        try
        {
            var file = DicomFile.Open(await store.ReadAsync(film.Sha256, cancellationToken), DicomLimits.Header);
            return new DicomFile(Named(film, file.Dataset), file.TransferSyntax).Save();
        }
        catch (DicomFileException)
        {
            return null;
        }
    }

    // What stands behind the pixels' description was not looked at when the film was taken.
    private static DicomFile Read(byte[] file, ushort lastGroup)
    {
        try
        {
            return DicomFile.Open(file, DicomLimits.Header, lastGroup);
        }
        catch (DicomFileException)
        {
            return DicomFile.Open(file, DicomLimits.Header, DicomTag.Rows.Group);
        }
    }

    private static DicomDataset Named(Film film, DicomDataset dataset) => dataset
        .AddOrUpdate(DicomTag.StudyInstanceUid, film.StudyInstanceUid).AddOrUpdate(DicomTag.SeriesInstanceUid, film.SeriesInstanceUid)
        .AddOrUpdate(DicomTag.SopInstanceUid, film.SopInstanceUid).AddOrUpdate(DicomTag.SopClassUid, film.SopClassUid);

    // Recursion is safe: what was read is no deeper than DicomLimits.
    private static DicomDataset WithoutBulk(DicomDataset dataset)
    {
        foreach (var item in dataset.ToList())
        {
            if (item is DicomSequence sequence) foreach (var child in sequence.Items) WithoutBulk(child);
            else if (item.Tag == DicomTag.PixelData || IsBulk(item)) dataset.Remove(item.Tag);
        }

        return dataset;
    }

    private static bool IsBulk(DicomItem item) => item is not DicomElement element
        || (element.Length > InlineBytes && (element.ValueRepresentation == DicomVR.UN || element.ValueRepresentation.Code.StartsWith('O')));
}
