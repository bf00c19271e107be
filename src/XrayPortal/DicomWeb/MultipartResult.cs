using System.Text;

namespace XrayPortal.DicomWeb;

/// <summary>One part: what it is, and its bytes, opened when its turn comes.</summary>
internal sealed record MultipartPart(string ContentType, Func<CancellationToken, Task<Stream>> OpenAsync);

/// <summary>Parts one after the other, each streamed: a study is never held in memory.</summary>
/// <param name="type">Media type of the parts.</param>
/// <remarks>Source: DICOM PS3.18, 8.6.1.2; RFC 2387.</remarks>
internal sealed class MultipartResult(string type, IReadOnlyList<MultipartPart> parts) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var boundary = Guid.CreateVersion7().ToString("N");
        var (response, cancellationToken) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = $"multipart/related; type=\"{type}\"; boundary={boundary}";
        foreach (var part in parts)
        {
            await response.Body.WriteAsync(Encoding.ASCII.GetBytes($"--{boundary}\r\nContent-Type: {part.ContentType}\r\n\r\n"), cancellationToken);
            await using (var content = await part.OpenAsync(cancellationToken)) await content.CopyToAsync(response.Body, cancellationToken);
            await response.Body.WriteAsync("\r\n"u8.ToArray(), cancellationToken);
        }

        await response.Body.WriteAsync(Encoding.ASCII.GetBytes($"--{boundary}--\r\n"), cancellationToken);
    }
}
