using XrayPortal.Accounts;
using XrayPortal.Api;
using XrayPortal.Audit;
using XrayPortal.Films;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Dicom;

namespace XrayPortal.DicomWeb;

/// <summary>Gives out what an address names: finds the films, agrees on a form, records what is given.</summary>
internal sealed class RetrieveDesk(
    StudyCatalogue catalogue, WadoObjects objects, FilmPictures pictures, AuditTrail audit, IHttpContextAccessor http)
{
    private const string OnlyFrame = "1";
    private const int DefaultQuality = 90;

    private HttpContext Context => http.HttpContext!; // this serves calls alone

    private string? Accept => Context.Request.Headers.Accept;

    public Task<IResult> GiveObjectsAsync() => GiveAsync("DICOM object", async (films, cancellationToken) =>
    {
        List<Func<CancellationToken, Task<MultipartPart>>> parts = [];
        foreach (var film in films)
        {
            var syntax = WadoForms.SyntaxOf(film, Accept);
            if (syntax.IsRefused) return syntax.Refusal;
            // A picture must be decoded, which may be refused: before the answer begins.
            var ready = film.TransferSyntaxUid is null ? await objects.OpenAsync(film, syntax.Value, cancellationToken) : (Result<WadoObject>?)null;
            if (ready is { Refusal: { } refusal }) return refusal;
            parts.Add(async token => PartOf(ready?.Value ?? (await objects.OpenAsync(film, syntax.Value, token)).Value));
        }

        if (parts.Count > 1 || !WadoForms.IsSingle(Accept)) return Result.Of<IResult>(new MultipartResult(WadoForms.Dicom, parts));
        var single = await parts[0](cancellationToken);
        return Result.Of<IResult>(TypedResults.Stream(single.Content, single.ContentType));
    });

    public Task<IResult> GiveMetadataAsync() => GiveAsync("DICOM metadata", async (films, cancellationToken) =>
    {
        if (!DicomJsonResult.IsAcceptable(Context.Request)) return DicomWebRefusals.NotAcceptable(DicomJsonResult.ContentType);
        List<DicomDataset> all = [];
        foreach (var film in films)
        {
            var metadata = await objects.MetadataAsync(film, cancellationToken);
            if (metadata.IsRefused) return metadata.Refusal;
            all.Add(metadata.Value);
        }

        return Result.Of<IResult>(new DicomJsonResult(all));
    });

    /// <param name="frames">Of the address: only the first one is a film.</param>
    public Task<IResult> GiveFrameAsync(string frames) => GiveAsync("DICOM frame", async (films, cancellationToken) =>
    {
        if (frames != OnlyFrame) return DicomWebRefusals.NoSuchFrame;
        var stored = WadoForms.FrameTypeOf(films[0].TransferSyntaxUid);
        var type = WadoForms.TakesFrames(stored, Accept) ? stored : WadoForms.Bytes;
        if (!WadoForms.TakesFrames(type, Accept)) return DicomWebRefusals.NotAcceptable($"multipart/related; type=\"{WadoForms.Bytes}\" or {stored}");
        var frame = await objects.FrameAsync(films[0], decompressed: type == WadoForms.Bytes && WadoForms.IsCompressed(films[0]), cancellationToken);
        if (frame.IsRefused) return frame.Refusal;
        return Result.Of<IResult>(new MultipartResult(type, [_ => Task.FromResult(new MultipartPart(type, new MemoryStream(frame.Value.ToArray())))]));
    });

    public Task<IResult> GivePictureAsync(string frames, string? quality) => GiveAsync("DICOM rendered", async (films, cancellationToken) =>
    {
        if (frames != OnlyFrame) return DicomWebRefusals.NoSuchFrame;
        if (WadoEndpoints.QualityOf(quality ?? $"{DefaultQuality}") is not { } level) return DicomWebRefusals.Query("quality");
        var wanted = MediaType.ParseAll(Accept);
        var isPng = wanted.FirstOrDefault(type => type.Covers("image/png") || type.Covers("image/jpeg"))?.Name == "image/png";
        if (wanted.Count > 0 && !wanted.Any(type => type.Covers("image/png") || type.Covers("image/jpeg"))) return DicomWebRefusals.NotAcceptable("image/jpeg or image/png");
        var picture = isPng ? await pictures.ImageAsync(films[0], presentation: null, cancellationToken) : await pictures.JpegAsync(films[0], level, cancellationToken);
        return picture.Match<Result<IResult>>(bytes => TypedResults.Bytes(bytes, isPng ? "image/png" : "image/jpeg"), refusal => refusal);
    });

    private static MultipartPart PartOf(WadoObject one) => new($"{WadoForms.Dicom}; transfer-syntax={one.TransferSyntaxUid}", one.Content);

    private async Task<IResult> GiveAsync(string what, Func<IReadOnlyList<Film>, CancellationToken, Task<Result<IResult>>> make)
    {
        var cancellationToken = Context.RequestAborted;
        var path = Context.Request.RouteValues;
        var (study, series, instance) = ((string)path["study"]!, path["series"] as string, path["instance"] as string); // every address names a study
        var films = await catalogue.FindAsync(study, series, instance, cancellationToken);
        if (films.Count == 0) return Problems.From(DicomWebRefusals.NotFound);
        if (!films.All(objects.Has)) return Problems.From(Films.FilmRefusals.Missing);
        var made = await make(films, cancellationToken);
        if (made.IsRefused) return Problems.From(made.Refusal);
        var reader = Reader.From(Context.User);
        foreach (var film in films)
            await audit.RecordAsync(reader, FilmEvents.DownloadedAction, FilmEvents.Subject, film.Id.ToString(), Outcomes.Done, what, cancellationToken);
        Context.Response.Headers.CacheControl = "private, no-cache";
        return made.Value;
    }
}
