using System.Text.Json;
using XrayPortal.Imaging.Dicom;

namespace XrayPortal.DicomWeb;

/// <summary>Data sets as DICOM JSON: one object, or an array of them.</summary>
internal sealed class DicomJsonResult : IResult
{
    public const string ContentType = "application/dicom+json";

    private readonly IReadOnlyList<DicomDataset> datasets;
    private readonly bool isArray;
    private readonly int status;

    public DicomJsonResult(DicomDataset dataset, int status) => (datasets, this.status) = ([dataset], status);

    public DicomJsonResult(IReadOnlyList<DicomDataset> datasets) => (this.datasets, isArray, status) = (datasets, true, StatusCodes.Status200OK);

    /// <summary>Whether the caller takes DICOM JSON; one that says nothing does.</summary>
    public static bool IsAcceptable(HttpRequest request) =>
        MediaType.ParseAll(request.Headers.Accept) is not { Count: > 0 } wanted
        || wanted.Any(type => type.Covers(ContentType) || type.Covers("application/json"));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = ContentType;
        await using var writer = new Utf8JsonWriter(httpContext.Response.Body);
        if (isArray) writer.WriteStartArray();
        foreach (var dataset in datasets)
        {
            DicomJson.Write(writer, dataset);
            await writer.FlushAsync(httpContext.RequestAborted);
        }

        if (isArray) writer.WriteEndArray();
    }
}
