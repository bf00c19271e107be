using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using XrayPortal.Accounts;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Tests.DicomWeb;
using XrayPortal.Tests.Films;
using Xunit;

namespace XrayPortal.Tests.Pacs;

/// <summary>An archive is a foreign machine: whatever it answers, the portal says a sentence, takes little memory and keeps nothing.</summary>
public sealed class HostileArchiveTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> SearchAnswers => new()
    {
        { "endless", "pacs.too-large-answer" },
        { "deep", "pacs.bad-answer" },
        { "no-json", "pacs.bad-answer" },
        { "object", "pacs.bad-answer" },
        { "redirect", "pacs.status" },
        { "forbidden", "pacs.not-allowed" },
        { "busy", "pacs.unreachable" },
        { "silent", "pacs.unreachable" },
    };

    [Theory]
    [MemberData(nameof(SearchAnswers))]
    public async Task Search_OddAnswer_IsOneSentence(string kind, string code)
    {
        await using var archive = await StartAsync((context, _) => SearchAsync(context, kind));
        await using var portal = await PacsPortal.StartAsync(new Uri(archive.Urls.First()), ("Pacs:Archives:0:TimeoutSeconds", kind == "silent" ? "1" : "60"));
        using var client = await portal.Host.ClientAsync(Roles.Radiologist);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        using var answer = await client.PostAsJsonAsync(new Uri($"/api/v1/archives/{PacsPortal.Archive}/search", UriKind.Relative), new { patient = "P-1" }, Cancelled);

        Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("code").GetString());
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 256L << 20); // other tests run beside this one
    }

    [Theory]
    [InlineData("endless", "pacs.too-large-answer")]
    [InlineData("no-multipart", "pacs.bad-answer")]
    [InlineData("empty", "pacs.unreachable")]
    [InlineData("other", "pacs.other-object")]
    [InlineData("no-dicom", "film.text")]
    public async Task Fetch_OddObject_IsNotTaken(string kind, string code)
    {
        await using var archive = await StartAsync((context, path) => path.EndsWith("/instances", StringComparison.Ordinal)
            ? JsonAsync(context, """[{"0020000E":{"vr":"UI","Value":["1.2.3"]},"00080018":{"vr":"UI","Value":["1.2.3.4"]},"00080060":{"vr":"CS","Value":["DX"]}}]""")
            : ObjectAsync(context, kind));
        await using var portal = await PacsPortal.StartAsync(new Uri(archive.Urls.First()), ("Films:MaxFileBytes", "2000000"));
        using var client = await portal.Host.ClientAsync(Roles.Radiologist);

        using var answer = await client.PostAsJsonAsync(new Uri($"/api/v1/archives/{PacsPortal.Archive}/pull", UriKind.Relative), new { study = "1.2" }, Cancelled);

        var image = (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancelled))[0];
        Assert.Equal(code, image.GetProperty("code").GetString());
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(portal.Host.DataRoot, "tmp")));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(portal.Host.DataRoot, "films"), "*", SearchOption.AllDirectories));
    }

    /// <summary>As Orthanc 1.10 does: 400 and no failure named, although one object of several is stored. It is believed; only the rest is sent again.</summary>
    [Fact]
    public async Task Send_PartOfItStored_SendsTheRestOnce()
    {
        var stored = new List<string>();
        await using var archive = await StartAsync((context, path) => context.Request.Method == "GET"
            ? JsonAsync(context, "[" + string.Join(',', stored.Select(uid => Item("00080018", uid))) + "]")
            : StoreAsync(context, stored));
        await using var portal = await PacsPortal.StartAsync(new Uri(archive.Urls.First()));
        using var client = await portal.Host.ClientAsync(Roles.Radiologist);
        var film = await FilmPortal.UploadAsync(client, PacsPortal.Film(1), "film.dcm");
        await FilmPortal.FinishedAsync(client, film);

        var sent = await PacsPortal.TransferAsync(client, film);

        Assert.Equal(("sent", 2, 3), (sent.GetProperty("state").GetString(), sent.GetProperty("attempts").GetInt32(), sent.GetProperty("objectsSent").GetInt32()));
        Assert.Equal(4, stored.Count);
        Assert.Equal(4, stored.Distinct().Count());
    }

    private static async Task StoreAsync(HttpContext context, List<string> stored)
    {
        var isFirst = stored.Count == 0;
        var reader = new MultipartReader(MediaTypeHeaderValue.Parse(context.Request.ContentType).Boundary.Value!, context.Request.Body); // the portal sends one
        while (await reader.ReadNextSectionAsync() is { } part)
        {
            using var file = new MemoryStream();
            await part.Body.CopyToAsync(file);
            if (isFirst && stored.Count > 0) continue;
            stored.Add(DicomFile.Open(file.ToArray(), DicomLimits.Default).Dataset.GetStringOrDefault(DicomTag.SopInstanceUid)!); // each object has one
        }

        context.Response.StatusCode = isFirst ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        await JsonAsync(context, "{\"00081199\":{\"vr\":\"SQ\",\"Value\":[" + string.Join(',', stored.Select(uid => Item("00081155", uid))) + "]}}");
    }

    private static string Item(string tag, string uid) => "{\"" + tag + "\":{\"vr\":\"UI\",\"Value\":[\"" + uid + "\"]}}";

    private static async Task<WebApplication> StartAsync(Func<HttpContext, string, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(context => answer(context, context.Request.Path.Value ?? ""));
        await app.StartAsync(Cancelled);
        return app;
    }

    private static Task SearchAsync(HttpContext context, string kind)
    {
        switch (kind)
        {
            case "redirect":
                context.Response.Redirect("http://127.0.0.1:9/elsewhere");
                return Task.CompletedTask;
            case "forbidden":
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                return Task.CompletedTask;
            case "busy":
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return Task.CompletedTask;
            case "silent":
                return Task.Delay(TimeSpan.FromSeconds(20), context.RequestAborted);
            case "endless":
                return EndlessAsync(context, "[{},");
            case "deep":
                return JsonAsync(context, string.Concat(Enumerable.Repeat("[", 5000)));
            case "object":
                return JsonAsync(context, "{\"a\": 1}");
            default:
                return JsonAsync(context, "<html>");
        }
    }

    private static async Task ObjectAsync(HttpContext context, string kind)
    {
        context.Response.ContentType = kind == "no-multipart" ? "application/dicom" : "multipart/related; type=\"application/dicom\"; boundary=x";
        if (kind is "no-multipart" or "empty") return;
        await context.Response.WriteAsync("--x\r\nContent-Type: application/dicom\r\n\r\n");
        if (kind == "endless") await EndlessAsync(context, "");
        else await context.Response.BodyWriter.WriteAsync(kind == "other" ? DicomWebClient.Film(9, 9).Build() : Encoding.ASCII.GetBytes("no film"));
        await context.Response.WriteAsync("\r\n--x--\r\n");
    }

    private static Task JsonAsync(HttpContext context, string json)
    {
        context.Response.ContentType = DicomWebClient.JsonType;
        return context.Response.WriteAsync(json);
    }

    private static async Task EndlessAsync(HttpContext context, string start)
    {
        context.Response.ContentType ??= DicomWebClient.JsonType;
        await context.Response.WriteAsync(start);
        var piece = new byte[64 * 1024];
        piece.AsSpan().Fill((byte)' ');
        while (!context.RequestAborted.IsCancellationRequested) await context.Response.BodyWriter.WriteAsync(piece, context.RequestAborted);
    }
}
