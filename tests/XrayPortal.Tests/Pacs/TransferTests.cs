using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using XrayPortal.Accounts;
using XrayPortal.Imaging.Tests.Builders;
using XrayPortal.Tests.DicomWeb;
using XrayPortal.Tests.Films;
using Xunit;

namespace XrayPortal.Tests.Pacs;

/// <summary>Results into a real archive.</summary>
public sealed class TransferTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Film, overlay, score and report stand in one study, each tool reads them, and a second sending adds nothing.</summary>
    [Fact]
    public async Task Send_DicomFilm_IsInTheArchiveOnceAndReadable()
    {
        await using var orthanc = await OrthancPeer.StartWithDicomWebAsync(Cancelled);
        await using var portal = await PacsPortal.StartAsync(new Uri(orthanc.Http.BaseAddress!, "/dicom-web"));
        using var client = await portal.Host.ClientAsync(Roles.Radiologist);
        var film = await FilmPortal.UploadAsync(client, PacsPortal.Film(1), "film.dcm");
        Assert.Equal("done", (await FilmPortal.FinishedAsync(client, film)).GetProperty("state").GetString());

        var sent = await PacsPortal.TransferAsync(client, film);
        var again = await PacsPortal.TransferAsync(client, film);

        Assert.Equal(("sent", 4), (sent.GetProperty("state").GetString(), sent.GetProperty("objectsSent").GetInt32()));
        Assert.Equal(("sent", 0), (again.GetProperty("state").GetString(), again.GetProperty("objectsSent").GetInt32()));
        var instances = await orthanc.Http.GetFromJsonAsync<JsonElement[]>($"/dicom-web/studies/{DicomWebClient.Study(1)}/instances?includefield=all", Cancelled);
        Assert.Equal(["DOC", "DX", "OT", "SR"], instances!.Select(i => i.Text("00080060")!).Order(StringComparer.Ordinal));
        Assert.All(instances!, i => Assert.Equal("P-1", i.Text("00100020")));
        Assert.Equal([$"to {PacsPortal.Archive}: 4 objects sent, 0 were there, attempt 1", $"to {PacsPortal.Archive}: 0 objects sent, 4 were there, attempt 1"],
            (await portal.Host.AuditOfAsync(film)).Where(e => e.Action == "transfer.sent").Select(e => e.Detail));
        await ReadWithDcmtkAsync(orthanc, instances!.Single(i => i.Text("00080060") == "SR").Text("00080018")!);
    }

    /// <summary>A PNG becomes a Secondary Capture under the identifiers that the portal gave it, so that the report points at something.</summary>
    [Fact]
    public async Task Send_Png_BringsTheFilmAsSecondaryCapture()
    {
        await using var orthanc = await OrthancPeer.StartWithDicomWebAsync(Cancelled);
        await using var portal = await PacsPortal.StartAsync(new Uri(orthanc.Http.BaseAddress!, "/dicom-web"));
        using var client = await portal.Host.ClientAsync(Roles.Radiologist);
        var id = await FilmPortal.UploadAsync(client, FilmPortal.Png(0.7, seed: 3));
        await FilmPortal.FinishedAsync(client, id);

        var sent = await PacsPortal.TransferAsync(client, id);

        Assert.Equal("sent", sent.GetProperty("state").GetString());
        await using var db = await portal.Host.DbAsync();
        var film = (await db.Films.FindAsync([id], Cancelled))!;
        var instance = await orthanc.Http.GetFromJsonAsync<JsonElement[]>($"/dicom-web/instances?SOPInstanceUID={film.SopInstanceUid}&includefield=SeriesInstanceUID", Cancelled);
        Assert.Equal(film.SeriesInstanceUid, Assert.Single(instance!).Text("0020000E"));
    }

    /// <summary>The archive is away, then it is there: the result arrives without anybody doing anything.</summary>
    [Fact]
    public async Task Send_ArchiveAway_IsTriedAgainUntilItIsThere()
    {
        Peer.SkipWithout("Orthanc", "orthanc");
        var port = OrthancPeer.FreePort();
        await using var portal = await PacsPortal.StartAsync(new Uri($"http://127.0.0.1:{port}/dicom-web"));
        using var client = await portal.Host.ClientAsync(Roles.Radiologist);
        var film = await FilmPortal.UploadAsync(client, PacsPortal.Film(1), "film.dcm");
        await FilmPortal.FinishedAsync(client, film);
        var path = new Uri($"/api/v1/films/{film}/transfers", UriKind.Relative);
        using var asked = await client.PostAsJsonAsync(path, new { archive = PacsPortal.Archive }, Cancelled);
        await Eventually.TrueAsync(async () => (await client.GetFromJsonAsync<JsonElement[]>(path, Cancelled))![0] is var t
            && t.GetProperty("reason").GetString() == "pacs.unreachable" && t.GetProperty("state").GetString() == "queued");

        await using var orthanc = await OrthancPeer.StartWithDicomWebAsync(Cancelled, port);

        var sent = await PacsPortal.EndAsync(client, film);
        Assert.Equal("sent", sent.GetProperty("state").GetString());
        Assert.True(sent.GetProperty("attempts").GetInt32() > 1);
    }

    [Fact]
    public async Task Send_Automatically_DicomAloneAndOnce()
    {
        await using var orthanc = await OrthancPeer.StartWithDicomWebAsync(Cancelled);
        await using var portal = await PacsPortal.StartAsync(new Uri(orthanc.Http.BaseAddress!, "/dicom-web"), ("Pacs:Archives:0:SendAutomatically", "true"));
        using var client = await portal.Host.ClientAsync(Roles.Radiologist);
        var film = await FilmPortal.UploadAsync(client, PacsPortal.Film(2), "film.dcm");
        var png = await FilmPortal.UploadAsync(client, FilmPortal.Png(0.7, seed: 4));

        var sent = await PacsPortal.EndAsync(client, film);

        Assert.Equal("system", sent.GetProperty("requestedBy").GetString());
        await FilmPortal.FinishedAsync(client, png);
        Assert.Empty((await client.GetFromJsonAsync<JsonElement[]>(new Uri($"/api/v1/films/{png}/transfers", UriKind.Relative), Cancelled))!);
    }

    [Fact]
    public async Task Request_WhatCannotBeSent_IsRefusedWithItsCode()
    {
        await using var portal = await PacsPortal.StartAsync(new Uri("http://127.0.0.1:9/dicom-web"), ("Pacs:Archives:1:Name", "read-only"),
            ("Pacs:Archives:1:Address", "https://archive.example/dicom-web"), ("Pacs:Archives:1:TakesResults", "false"));
        using var client = await portal.Host.ClientAsync(Roles.Radiologist);
        var dark = await FilmPortal.UploadAsync(client, FilmPortal.Stripes());
        await FilmPortal.FinishedAsync(client, dark);

        Assert.Equal("pacs.no-such-archive", await CodeAsync(client, dark, "elsewhere"));
        Assert.Equal("pacs.takes-no-results", await CodeAsync(client, dark, "read-only"));
        Assert.Equal("pacs.no-result", await CodeAsync(client, dark, PacsPortal.Archive));
        Assert.Equal("film.not-found", await CodeAsync(client, Guid.CreateVersion7(), PacsPortal.Archive));
    }

    private static async Task<string?> CodeAsync(HttpClient client, Guid film, string archive)
    {
        using var answer = await client.PostAsJsonAsync(new Uri($"/api/v1/films/{film}/transfers", UriKind.Relative), new { archive }, Cancelled);
        Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.NotFound, HttpStatusCode.Conflict]);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("code").GetString();
    }

    private static async Task ReadWithDcmtkAsync(OrthancPeer orthanc, string sopInstanceUid)
    {
        Assert.SkipUnless(Peer.Has("dsrdump"), "dsrdump is not installed (Debian package dcmtk).");
        using var lookup = await orthanc.Http.PostAsync("/tools/lookup", new StringContent(sopInstanceUid), Cancelled);
        var id = (await lookup.Content.ReadFromJsonAsync<JsonElement>(Cancelled))[0].GetProperty("ID").GetString();
        using var folder = new TemporaryFolder();
        var path = folder.Path("score.dcm");
        await File.WriteAllBytesAsync(path, await orthanc.Http.GetByteArrayAsync($"/instances/{id}/file", Cancelled), Cancelled);
        var (exit, error) = await Peer.RunAsync("dsrdump", path);
        Assert.Equal(0, exit);
        Assert.DoesNotContain("E:", error, StringComparison.Ordinal);
    }
}
