using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using XrayPortal.DicomWeb;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Dicom;

namespace XrayPortal.Pacs;

/// <summary>What an archive said of objects that were sent to it.</summary>
/// <param name="Stored">SOP Instance UIDs that it has.</param>
/// <param name="Reasons">Failure Reason of each object that it names as failed.</param>
internal sealed record StoreAnswer(IReadOnlySet<string> Stored, IReadOnlyList<int> Reasons);

/// <summary>
/// Talks DICOMweb to one archive. It is not trusted: answers have limits of size, depth and time, redirects are not followed.
/// </summary>
/// <remarks>Source: DICOM PS3.18, 10.4 to 10.6.</remarks>
internal sealed class ArchiveClient(ArchiveOptions archive, IHttpClientFactory clients, long maxObjectBytes)
{
    public const string HttpClientName = "pacs";

    private const int MostJsonBytes = 32 * 1024 * 1024;
    private const string Dicom = "application/dicom";

    public string Name => archive.Name;

    /// <summary>QIDO-RS.</summary>
    /// <param name="path">Below the root, such as <c>studies</c>.</param>
    /// <param name="query">Attributes and what they must match; goes into the address, which the portal's own log leaves out.</param>
    /// <returns>Data sets as they came; empty where nothing matches or the study is not there.</returns>
    public async Task<Result<IReadOnlyList<DicomDataset>>> SearchAsync(
        string path, IEnumerable<KeyValuePair<string, string?>> query, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, QueryHelpers.AddQueryString(AddressOf(path), query));
        request.Headers.Accept.ParseAdd(DicomJsonResult.ContentType);
        return await SendAsync<IReadOnlyList<DicomDataset>>(request, async (answer, token) =>
        {
            if (answer.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotFound) return Array.Empty<DicomDataset>();
            if (RefusalOf(answer) is { } refusal) return refusal;
            var json = await ReadAsync(answer.Content, MostJsonBytes, token);
            return json.Match<Result<IReadOnlyList<DicomDataset>>>(bytes => DataSets(bytes), no => no);
        }, cancellationToken);
    }

    /// <summary>WADO-RS: one object as the archive keeps it.</summary>
    /// <returns>The whole object, at most as large as a film may be.</returns>
    public async Task<Result<byte[]>> FetchAsync(string study, string series, string instance, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, AddressOf($"studies/{study}/series/{series}/instances/{instance}"));
        request.Headers.TryAddWithoutValidation("Accept", $"multipart/related; type=\"{Dicom}\"; transfer-syntax=*");
        return await SendAsync<byte[]>(request, async (answer, token) =>
        {
            if (RefusalOf(answer) is { } refusal) return refusal;
            var type = MediaType.Parse(answer.Content.Headers.TryGetValues("Content-Type", out var said) ? said.First() : null);
            if (type is not { Name: "multipart/related" } || type["boundary"] is not { Length: > 0 and <= 200 } boundary) return PacsRefusals.BadAnswer;
            await using var body = await answer.Content.ReadAsStreamAsync(token);
            var part = await new MultipartReader(boundary, body).ReadNextSectionAsync(token);
            return part is null ? PacsRefusals.BadAnswer : await ReadAsync(part.Body, maxObjectBytes, token);
        }, cancellationToken);
    }

    /// <summary>STOW-RS.</summary>
    /// <param name="objects">Whole DICOM files of one study.</param>
    public async Task<Result<StoreAnswer>> StoreAsync(IEnumerable<byte[]> objects, CancellationToken cancellationToken)
    {
        using var body = new MultipartContent("related", $"xrayportal-{Guid.CreateVersion7():N}");
        var boundary = body.Headers.ContentType!.Parameters.First(p => p.Name == "boundary");
        boundary.Value = boundary.Value!.Trim('"'); // some archives take the quotes for a part of it
        body.Headers.ContentType.Parameters.Add(new NameValueHeaderValue("type", $"\"{Dicom}\""));
        foreach (var one in objects)
        {
            var part = new ByteArrayContent(one);
            part.Headers.ContentType = new MediaTypeHeaderValue(Dicom);
            body.Add(part);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, AddressOf("studies")) { Content = body };
        request.Headers.Accept.ParseAdd(DicomJsonResult.ContentType);
        return await SendAsync<StoreAnswer>(request, async (answer, token) =>
        {
            // Orthanc answers 400 although a good object of several is stored: what counts is what the module says.
            if (answer.StatusCode is not (HttpStatusCode.BadRequest or HttpStatusCode.Conflict) && RefusalOf(answer) is { } refusal) return refusal;
            var json = await ReadAsync(answer.Content, MostJsonBytes, token);
            if (json.IsRefused) return json.Refusal;
            if (Module(json.Value) is { } module) return module;
            return answer.IsSuccessStatusCode ? PacsRefusals.BadAnswer : PacsRefusals.Status((int)answer.StatusCode);
        }, cancellationToken);
    }

    private string AddressOf(string path) => $"{archive.Address.TrimEnd('/')}/{path}";

    private async Task<Result<T>> SendAsync<T>(
        HttpRequestMessage request, Func<HttpResponseMessage, CancellationToken, Task<Result<T>>> read, CancellationToken cancellationToken)
        where T : notnull
    {
        request.Headers.Authorization = archive switch
        {
            { Token: { Length: > 0 } token } => new AuthenticationHeaderValue("Bearer", token),
            { User: { Length: > 0 } user } => new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{archive.Password}"))),
            _ => null,
        };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(archive.TimeoutSeconds));
        try
        {
            using var client = clients.CreateClient(HttpClientName);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return await read(answer, limit.Token);
        }
        catch (Exception away) when (away is HttpRequestException or IOException || (away is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return PacsRefusals.Unreachable;
        }
        catch (InvalidDataException)
        {
            return PacsRefusals.BadAnswer; // a multipart body that is none
        }
    }

    private static Refusal? RefusalOf(HttpResponseMessage answer) => answer.StatusCode switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => PacsRefusals.NotAllowed,
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => PacsRefusals.Unreachable,
        >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => null,
        _ => PacsRefusals.Status((int)answer.StatusCode),
    };

    private static async Task<Result<byte[]>> ReadAsync(HttpContent content, long atMost, CancellationToken cancellationToken)
    {
        await using var body = await content.ReadAsStreamAsync(cancellationToken);
        return await ReadAsync(body, atMost, cancellationToken);
    }

    private static async Task<Result<byte[]>> ReadAsync(Stream body, long atMost, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        var piece = new byte[64 * 1024];
        while (await body.ReadAsync(piece, cancellationToken) is > 0 and var read)
        {
            if (whole.Length + read > atMost) return PacsRefusals.TooLargeAnswer;
            whole.Write(piece, 0, read);
        }

        return whole.ToArray();
    }

    private static Result<IReadOnlyList<DicomDataset>> DataSets(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json.Length == 0 ? "[]"u8.ToArray() : json);
            if (document.RootElement.ValueKind != JsonValueKind.Array) return PacsRefusals.BadAnswer;
            return document.RootElement.EnumerateArray().Select(one => DicomJson.ConvertJsonToDicom(one.GetRawText(), DicomLimits.Header)).ToList();
        }
        catch (Exception wrong) when (wrong is JsonException or DicomFileException)
        {
            return PacsRefusals.BadAnswer;
        }
    }

    /// <returns>Null where it is no Store Instances Response Module.</returns>
    private static StoreAnswer? Module(byte[] json)
    {
        try
        {
            var module = DicomJson.ConvertJsonToDicom(Encoding.UTF8.GetString(json), DicomLimits.Header);
            var stored = Items(module, DicomWebTags.ReferencedSopSequence).Select(i => i.GetStringOrDefault(DicomWebTags.ReferencedSopInstanceUid)).OfType<string>();
            var reasons = Items(module, DicomWebTags.FailedSopSequence).Select(i => i.TryGetSingleValue<int>(DicomWebTags.FailureReason, out var reason) ? reason : 0);
            return new StoreAnswer(stored.ToHashSet(StringComparer.Ordinal), [.. reasons]);
        }
        catch (DicomFileException)
        {
            return null;
        }
    }

    private static IEnumerable<DicomDataset> Items(DicomDataset module, DicomTag tag) => module.TryGetSequence(tag, out var sequence) ? sequence.Items : [];
}
