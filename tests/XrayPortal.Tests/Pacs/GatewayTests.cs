using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using XrayPortal.Accounts;
using XrayPortal.Films;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Tests.Builders;
using XrayPortal.Pacs;
using XrayPortal.Tests.Builders;
using XrayPortal.Tests.DicomWeb;
using XrayPortal.Tests.Films;
using Xunit;

namespace XrayPortal.Tests.Pacs;

/// <summary>A device's C-STORE through Orthanc with the script that compose.yaml gives it.</summary>
public sealed class GatewayTests
{
    private static readonly string Script = Path.Combine(Repository.Root, "deploy", "orthanc", "forward.lua");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>storescu, Orthanc, portal, score, and the results are back in Orthanc, which does not send them round again.</summary>
    [Fact]
    public async Task CStore_Radiograph_IsScoredAndItsResultsAreInTheArchive()
    {
        Peer.SkipWithout("storescu", "dcmtk");
        var port = OrthancPeer.FreePort();
        await using var portal = await PacsPortal.StartAsync(new Uri($"http://127.0.0.1:{port}/dicom-web"), ("Pacs:Archives:0:SendAutomatically", "true"));
        await using var orthanc = await OrthancPeer.StartWithDicomWebAsync(
            new Uri(portal.Host.Address, "/dicom-web/"), await portal.Host.TokenAsync(Roles.Radiologist), Cancelled, port, Script);

        await StoreAsync(orthanc, PacsPortal.Film(1), PacsPortal.Film(2));

        await using var db = await portal.Host.DbAsync();
        await Eventually.TrueAsync(async () => await db.Transfers.AsNoTracking().CountAsync(t => t.State == TransferState.Sent, Cancelled) == 2, seconds: 60);
        foreach (var study in new[] { 1, 2 })
        {
            var there = await orthanc.Http.GetFromJsonAsync<JsonElement[]>($"/dicom-web/studies/{DicomWebClient.Study(study)}/instances?includefield=all", Cancelled);
            Assert.Equal(["DOC", "DX", "OT", "SR"], there!.Select(i => i.Text("00080060")!).Order(StringComparer.Ordinal));
        }

        Assert.Equal(2, await db.Films.CountAsync(Cancelled));
        Assert.All(await db.Films.Select(f => f.State).ToListAsync(Cancelled), state => Assert.Equal(FilmState.Done, state));
    }

    /// <summary>Forwarding fails, as while the portal is down: Orthanc keeps the film, and the pull rule brings it.</summary>
    [Fact]
    public async Task CStore_PortalDoesNotAnswer_IsFetchedByTheRule()
    {
        Peer.SkipWithout("storescu", "dcmtk");
        var port = OrthancPeer.FreePort();
        await using var orthanc = await OrthancPeer.StartWithDicomWebAsync(new Uri("http://127.0.0.1:9/dicom-web/"), "none", Cancelled, port, Script);
        await StoreAsync(orthanc, PacsPortal.Film(1));

        await using var portal = await PacsPortal.StartAsync(new Uri($"http://127.0.0.1:{port}/dicom-web"));
        var rules = portal.Host.Get<PullRuleService>();
        await rules.AddAsync(new PullRuleDraft(PacsPortal.Archive, "CR,DX", "", new DateOnly(2026, 1, 1), 5), await portal.Host.ReaderAsync(Roles.Administrator), Cancelled);

        await using var db = await portal.Host.DbAsync();
        await Eventually.TrueAsync(() => db.Films.AsNoTracking().AnyAsync(f => f.SopInstanceUid == DicomWebClient.Instance(1, 1) && f.State == FilmState.Done, Cancelled));
    }

    /// <summary>A film that is sound up to its pixels and nested 200 deep behind them: it is scored, and not sent on to an archive that might fall over it.</summary>
    [Fact]
    public async Task Send_FilmNestedTooDeep_StaysHere()
    {
        await using var orthanc = await OrthancPeer.StartWithDicomWebAsync(Cancelled);
        await using var portal = await PacsPortal.StartAsync(new Uri(orthanc.Http.BaseAddress!, "/dicom-web"));
        using var client = await portal.Host.ClientAsync(Roles.Radiologist);
        byte[] sequence = [0xFA, 0xFF, 0xFA, 0xFF, (byte)'S', (byte)'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF];
        byte[] end = [0xFE, 0xFF, 0x0D, 0xE0, 0, 0, 0, 0, 0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0];
        byte[] deep = [.. PacsPortal.Film(1), .. Enumerable.Repeat(sequence, 200).SelectMany(b => b), .. Enumerable.Repeat(end, 200).SelectMany(b => b)];
        var film = await FilmPortal.UploadAsync(client, deep, "deep.dcm");
        Assert.Equal("done", (await FilmPortal.FinishedAsync(client, film)).GetProperty("state").GetString());

        var ended = await PacsPortal.TransferAsync(client, film);

        Assert.Equal(("failed", "pacs.damaged-film"), (ended.GetProperty("state").GetString(), ended.GetProperty("reason").GetString()));
        Assert.Equal("[]", (await orthanc.Http.GetStringAsync("/instances", Cancelled)).Trim());
    }

    private static async Task StoreAsync(OrthancPeer orthanc, params byte[][] films)
    {
        using var folder = new TemporaryFolder();
        foreach (var (film, i) in films.Select((f, i) => (f, i)))
        {
            var path = folder.Path($"{i}.dcm");
            await File.WriteAllBytesAsync(path, DicomFile.Open(film, DicomLimits.Default).Save(), Cancelled); // whole meta information, which DIMSE needs
            var (exit, error) = await Peer.RunAsync("storescu", "-aec", "ORTHANC", "127.0.0.1", $"{orthanc.DicomPort}", path);
            Assert.True(exit == 0, error);
        }
    }
}
