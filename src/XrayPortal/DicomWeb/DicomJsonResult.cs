using System.Text;
using XrayPortal.Imaging.Dicom;

namespace XrayPortal.DicomWeb;

/// <summary>A data set as DICOM JSON.</summary>
internal sealed class DicomJsonResult(DicomDataset dataset, int status) : IResult
{
    public const string ContentType = "application/dicom+json";

    /// <summary>Whether the caller takes DICOM JSON; one that says nothing does.</summary>
    public static bool IsAcceptable(HttpRequest request) =>
        MediaType.ParseAll(request.Headers.Accept) is not { Count: > 0 } wanted
        || wanted.Any(type => type.Covers(ContentType) || type.Covers("application/json"));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = ContentType;
        return httpContext.Response.WriteAsync(DicomJson.ConvertDicomToJson(dataset), Encoding.UTF8, httpContext.RequestAborted);
    }
}
