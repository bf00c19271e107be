using System.Text;

namespace XrayPortal.DicomWeb;

/// <summary>One part: what it is, and its bytes.</summary>
internal sealed record MultipartPart(string ContentType, Stream Content);

/// <summary>Parts one after the other, each streamed: a study is never held in memory.</summary>
/// <param name="type">Media type of the parts.</param>
/// <remarks>Source: DICOM PS3.18, 8.6.1.2; RFC 2387.</remarks>
/// <param name="parts">Each is opened when its turn comes.</param>
internal sealed class MultipartResult(string type, IReadOnlyList<Func<CancellationToken, Task<MultipartPart>>> parts) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var boundary = Guid.CreateVersion7().ToString("N");
        var (response, cancellationToken) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = $"multipart/related; type=\"{type}\"; boundary={boundary}";
        foreach (var open in parts)
        {
            var part = await open(cancellationToken);
            await using var content = part.Content;
            await response.Body.WriteAsync(Encoding.ASCII.GetBytes($"--{boundary}\r\nContent-Type: {part.ContentType}\r\n\r\n"), cancellationToken);
            await content.CopyToAsync(response.Body, cancellationToken);
            await response.Body.WriteAsync("\r\n"u8.ToArray(), cancellationToken);
        }

        await response.Body.WriteAsync(Encoding.ASCII.GetBytes($"--{boundary}--\r\n"), cancellationToken);
    }
}
