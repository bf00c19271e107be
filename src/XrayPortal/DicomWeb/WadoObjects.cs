using XrayPortal.Films;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Dicom.Documents;

namespace XrayPortal.DicomWeb;

/// <summary>An object to be given out, and the transfer syntax that it is written in.</summary>
internal sealed record WadoObject(Stream Content, string TransferSyntaxUid)
{
    public static WadoObject Of(byte[] file, string transferSyntax) => new(new MemoryStream(file), transferSyntax);

    /// <returns>Null for a refusal.</returns>
    public static WadoObject? OfResult(Result<byte[]> file, string transferSyntax) => file.Match<WadoObject?>(bytes => Of(bytes, transferSyntax), _ => null);
}

/// <summary>
/// Films as DICOM objects: one that came as DICOM as it came, where it is a whole Part 10 file with its identifiers; PNG and JPEG as Secondary
/// Capture. Files are read here within the limits of headers; no pixel is decoded in this process.
/// </summary>
internal sealed class WadoObjects(FilmStore store, FilmPixels pixels)
{
    private const ushort BeforePixels = 0x7FDF;
    private const int InlineBytes = 1024;
    private const int PreambleBytes = 132;

    private static readonly string explicitLittle = DicomTransferSyntax.ExplicitVRLittleEndian.Uid;

    public bool Has(Film film) => store.Has(film.Sha256);

    /// <summary>The object, ready to be read from its start.</summary>
    /// <param name="transferSyntax">As <see cref="WadoForms.SyntaxOf"/> chose it. What cannot be written in it (damaged, its decoder not installed) is given as it came.</param>
    public async Task<Result<WadoObject>> OpenAsync(Film film, string transferSyntax, CancellationToken cancellationToken)
    {
        if (film.Format != FilmFormat.Dicom)
        {
            var capture = await CaptureAsync(film, cancellationToken);
            return capture.Match<Result<WadoObject>>(file => WadoObject.Of(file.Save(), explicitLittle), refusal => refusal);
        }

        var stored = DicomTransferSyntax.Parse(film.TransferSyntaxUid ?? explicitLittle);
        var isWanted = transferSyntax == stored.Uid;
        if (isWanted && await IsWholeAsync(film, cancellationToken)) return new WadoObject(store.OpenRead(film.Sha256), stored.Uid);
        var written = !isWanted && WadoForms.IsCompressed(film)
            ? WadoObject.OfResult(await pixels.DecompressAsync(film.Sha256, cancellationToken), explicitLittle)
            : await RewriteAsync(film, cancellationToken);
        return written ?? new WadoObject(store.OpenRead(film.Sha256), stored.Uid);
    }

    /// <summary>The whole object as it came, or as Secondary Capture.</summary>
    public async Task<Result<byte[]>> ReadAsync(Film film, CancellationToken cancellationToken)
    {
        if (!Has(film)) return Films.FilmRefusals.Missing;
        var opened = await OpenAsync(film, film.TransferSyntaxUid ?? DicomTransferSyntax.ExplicitVRLittleEndian.Uid, cancellationToken);
        if (opened.IsRefused) return opened.Refusal;
        await using var content = opened.Value.Content;
        using var whole = new MemoryStream();
        await content.CopyToAsync(whole, cancellationToken);
        return whole.ToArray();
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

    /// <summary>The first frame.</summary>
    /// <param name="decompressed">Native cells, little endian, whatever it is stored in; else as it is stored.</param>
    public async Task<Result<ReadOnlyMemory<byte>>> FrameAsync(Film film, bool decompressed, CancellationToken cancellationToken)
    {
        try
        {
            var file = film.Format != FilmFormat.Dicom ? await CaptureAsync(film, cancellationToken)
                : Parsed(decompressed ? await pixels.DecompressAsync(film.Sha256, cancellationToken) : await store.ReadAsync(film.Sha256, cancellationToken));
            if (file.IsRefused) return file.Refusal;
            return new DicomPixelData(file.Value.Dataset, file.Value.TransferSyntax, DicomLimits.Header).GetStoredFrame(0);
        }
        catch (DicomFileException)
        {
            return DicomRefusals.FrameMissing;
        }

        static Result<DicomFile> Parsed(Result<byte[]> file) =>
            file.Match<Result<DicomFile>>(bytes => DicomFile.Open(bytes, DicomLimits.Header), refusal => refusal);
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

    private async Task<WadoObject?> RewriteAsync(Film film, CancellationToken cancellationToken)
    {
        try
        {
            var file = DicomFile.Open(await store.ReadAsync(film.Sha256, cancellationToken), DicomLimits.Header);
            var written = new DicomFile(Named(film, file.Dataset), file.TransferSyntax);
            return WadoObject.Of(written.Save(), written.TransferSyntax.Uid);
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
