using System.Net.Http.Headers;
using System.Text.Json;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Tests.Builders;
using XrayPortal.Tests.Builders;

namespace XrayPortal.Tests.DicomWeb;

/// <summary>Small DICOM films and requests to store them, as senders make them.</summary>
internal static class DicomWebClient
{
    public const string JsonType = "application/dicom+json";

    /// <summary>A film of its own each time: study, series and instance go by the numbers.</summary>
    public static DicomBuilder Film(int study, int instance, string patient = "P-1") => new DicomBuilder()
        .Text(DicomTag.SopClassUid, "UI", DicomUID.DigitalXRayImageStorageForPresentation.Uid).Text(DicomTag.SopInstanceUid, "UI", Instance(study, instance))
        .Text(DicomTag.StudyInstanceUid, "UI", Study(study)).Text(DicomTag.SeriesInstanceUid, "UI", Series(study))
        .Text(DicomTag.PatientId, "LO", patient).Text(DicomTag.AccessionNumber, "SH", $"A-{study}").Text(DicomTag.StudyDate, "DA", $"202601{study:00}");

    public static string Study(int study) => $"1.2.826.{study}";

    public static string Series(int study) => $"{Study(study)}.1";

    public static string Instance(int study, int instance) => $"{Study(study)}.1.{instance}";

    public static MultipartContent Parts(params IEnumerable<byte[]> objects)
    {
        var parts = new MultipartContent("related", "a-boundary");
        parts.Headers.ContentType!.Parameters.Add(new NameValueHeaderValue("type", "\"application/dicom\""));
        foreach (var one in objects)
        {
            var part = new ByteArrayContent(one);
            part.Headers.ContentType = new MediaTypeHeaderValue("application/dicom");
            parts.Add(part);
        }

        return parts;
    }

    public static Task<HttpResponseMessage> StoreAsync(this HttpClient client, params byte[][] objects) =>
        client.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative), Parts(objects));

    public static Task<HttpResponseMessage> FetchAsync(this HttpClient client, string path, string? accept = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/dicom-web/{path}", UriKind.Relative));
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        return client.SendAsync(request);
    }

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    /// <summary>The values of an attribute of DICOM JSON; none where it is absent.</summary>
    public static IReadOnlyList<JsonElement> Values(this JsonElement dataset, string tag) =>
        dataset.TryGetProperty(tag, out var attribute) && attribute.TryGetProperty("Value", out var values) ? [.. values.EnumerateArray()] : [];

    public static string? Text(this JsonElement dataset, string tag) => dataset.Values(tag) is [var first, ..] ? first.ToString() : null;

    /// <summary>Failure Reason of each refused object.</summary>
    public static IReadOnlyList<int> Failures(this JsonElement module) => [.. module.Values("00081198").Select(item => item.Values("00081197")[0].GetInt32())];
}
