using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using XrayPortal.Accounts;
using XrayPortal.Imaging;

namespace XrayPortal.Films;

/// <summary>What became of one file of an upload.</summary>
internal sealed record FilmOutcome(string File, Result<FilmReceipt> Result);

/// <summary>
/// Reads one multipart request: each file straight from the wire to a temporary file. Films are admitted when the request is
/// complete, so that typed fields count wherever they stand, and a request that breaks off leaves nothing.
/// </summary>
internal sealed class FilmUpload(FilmIntake intake, IOptions<FilmOptions> options)
{
    private const int MaxFieldCharacters = 1000;
    private static readonly string[] fieldNames = ["patient", "age", "sex", "view"];

    public async Task<Result<IReadOnlyList<FilmOutcome>>> ReceiveAsync(
        HttpRequest request, Reader reader, CancellationToken cancellationToken)
    {
        if (BoundaryOf(request) is not { } boundary) return FilmRefusals.NotMultipart;
        var arrivals = new List<FilmArrival>();
        try
        {
            var fields = await ReadAsync(new MultipartReader(boundary, request.Body), arrivals, cancellationToken);
            if (fields.IsRefused) return fields.Refusal;
            if (arrivals.Count == 0) return FilmRefusals.NoFile;
            var outcomes = new List<FilmOutcome>(arrivals.Count);
            foreach (var arrival in arrivals)
                outcomes.Add(new FilmOutcome(arrival.Name, await intake.AdmitAsync(arrival, fields.Value, reader, synthetic: false, cancellationToken)));
            return outcomes;
        }
        catch (Exception broken) when (broken is InvalidDataException or BadHttpRequestException or IOException
            && !cancellationToken.IsCancellationRequested)
        {
            return FilmRefusals.MalformedUpload;
        }
        finally
        {
            foreach (var arrival in arrivals) await arrival.DisposeAsync();
        }
    }

    private async Task<Result<FilmDetails>> ReadAsync(
        MultipartReader parts, List<FilmArrival> arrivals, CancellationToken cancellationToken)
    {
        var fields = new Dictionary<string, string>();
        while (await parts.ReadNextSectionAsync(cancellationToken) is { } part)
        {
            if (!ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition)) continue;
            var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
            if (disposition.IsFileDisposition() || name == "file")
            {
                if (arrivals.Count == options.Value.MaxFilesPerRequest) return FilmRefusals.TooManyFiles(arrivals.Count);
                arrivals.Add(await intake.SpoolAsync(part.Body, FileNameOf(disposition), cancellationToken));
            }
            else if (fieldNames.Contains(name))
            {
                if (await TextAsync(part.Body, cancellationToken) is not { } text) return FilmRefusals.FieldTooLong;
                fields[name] = text;
            }
        }

        return FilmDetails.Parse(
            fields.GetValueOrDefault("patient"), fields.GetValueOrDefault("age"),
            fields.GetValueOrDefault("sex"), fields.GetValueOrDefault("view"));
    }

    private static async Task<string?> TextAsync(Stream body, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(body, Encoding.UTF8);
        var text = new char[MaxFieldCharacters + 1];
        var read = await reader.ReadBlockAsync(text, cancellationToken);
        return read > MaxFieldCharacters ? null : new string(text, 0, read);
    }

    private static string? BoundaryOf(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.MediaType != "multipart/form-data") return null;
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        return string.IsNullOrEmpty(boundary) || boundary.Length > 70 ? null : boundary; // RFC 2046, section 5.1.1
    }

    private static string? FileNameOf(ContentDispositionHeaderValue disposition) =>
        HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
}
