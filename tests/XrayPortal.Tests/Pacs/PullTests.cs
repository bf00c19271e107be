using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using XrayPortal.Accounts;
using XrayPortal.Imaging.Tests.Builders;
using XrayPortal.Pacs;
using XrayPortal.Tests.DicomWeb;
using XrayPortal.Tests.Films;
using Xunit;

namespace XrayPortal.Tests.Pacs;

/// <summary>Films out of a real archive: by hand and by rule.</summary>
public sealed class PullTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pull_StudyFound_IsFetchedScoredAndKnownTheSecondTime()
    {
        await using var orthanc = await OrthancPeer.StartWithDicomWebAsync(Cancelled);
        foreach (var file in new[] { PacsPortal.Film(1), PacsPortal.Film(1, 2), PacsPortal.Film(2) }) await orthanc.StoreAsync(file, Cancelled);
        await using var portal = await PacsPortal.StartAsync(new Uri(orthanc.Http.BaseAddress!, "/dicom-web"));
        using var client = await portal.Host.ClientAsync(Roles.Radiologist);

        var found = await PostAsync(client, "search", new { patient = "P-*", from = "2026-01-01", to = "2026-01-01" });
        var study = Assert.Single(found.EnumerateArray());
        var pulled = await PostAsync(client, "pull", new { study = study.GetProperty("studyInstanceUid").GetString() });
        var again = await PostAsync(client, "pull", new { study = study.GetProperty("studyInstanceUid").GetString() });

        Assert.Equal(("P-1", "Müller Eva", "A-1"), (study.GetProperty("patientId").GetString(), study.GetProperty("patientName").GetString(), study.GetProperty("accession").GetString()));
        Assert.Equal([false, false], pulled.EnumerateArray().Select(p => p.GetProperty("known").GetBoolean()));
        Assert.Equal([true, true], again.EnumerateArray().Select(p => p.GetProperty("known").GetBoolean()));
        foreach (var image in pulled.EnumerateArray())
            Assert.Equal("done", (await FilmPortal.FinishedAsync(client, image.GetProperty("film").GetGuid())).GetProperty("state").GetString());
        Assert.Equal(["1 studies", "2 new, 0 known, 0 refused", "0 new, 2 known, 0 refused"], (await portal.Host.AuditOfAsync(PacsPortal.Archive)).Select(e => e.Detail));
        await using var db = await portal.Host.DbAsync();
        Assert.DoesNotContain(await db.AuditEvents.Select(e => e.Detail).ToListAsync(Cancelled), d => d.Contains("P-1", StringComparison.Ordinal) || d.Contains("ller", StringComparison.Ordinal));
    }

    /// <summary>A rule takes what is there, then what comes; body part and modality count; switched off it rests.</summary>
    [Fact]
    public async Task Rule_On_FetchesEachImageOnce()
    {
        await using var orthanc = await OrthancPeer.StartWithDicomWebAsync(Cancelled);
        await orthanc.StoreAsync(PacsPortal.Film(1), Cancelled);
        await orthanc.StoreAsync(OfPart(5, "HAND"), Cancelled);
        await using var portal = await PacsPortal.StartAsync(new Uri(orthanc.Http.BaseAddress!, "/dicom-web"));
        var rules = portal.Host.Get<PullRuleService>();
        var reader = await portal.Host.ReaderAsync(Roles.Administrator);

        var rule = (await rules.AddAsync(new PullRuleDraft(PacsPortal.Archive, "dx, cr", "chest", new DateOnly(2026, 1, 1), 1), reader, Cancelled)).Value;
        await Eventually.TrueAsync(async () => (await rules.ListAsync(Cancelled))[0] is { LastRunAt: not null, TotalNew: 1 });
        await orthanc.StoreAsync(OfPart(3, "CHEST"), Cancelled);
        await RunAgainAsync(portal, rule.Id);
        await Eventually.TrueAsync(async () => (await rules.ListAsync(Cancelled))[0] is { LastNew: 1, TotalNew: 2 });
        await RunAgainAsync(portal, rule.Id);
        await Eventually.TrueAsync(async () => (await rules.ListAsync(Cancelled))[0] is { LastNew: 0, TotalNew: 2 });

        Assert.Equal("DX,CR", rule.Modalities);
        Assert.False((await rules.SwitchAsync(rule.Id, isOn: false, reader, Cancelled)).Value.IsOn);
        await RunAgainAsync(portal, rule.Id);
        await using var db = await portal.Host.DbAsync();
        await Eventually.TrueAsync(() => db.WorkItems.AsNoTracking().AllAsync(i => i.SubjectId != rule.Id || i.State == XrayPortal.Films.WorkState.Done, Cancelled));
        Assert.Equal([DicomWebClient.Instance(1, 1), DicomWebClient.Instance(3, 1)], await db.Films.Select(f => f.SopInstanceUid).Order().ToListAsync(Cancelled));
        Assert.Equal(["made", "switched off"], (await portal.Host.AuditOfAsync(rule.Id)).Select(e => e.Detail.Split(':')[0]));
    }

    [Fact]
    public async Task Rule_ArchiveAway_SaysSoAndComesBack()
    {
        await using var portal = await PacsPortal.StartAsync(new Uri("http://127.0.0.1:9/dicom-web"));
        var rules = portal.Host.Get<PullRuleService>();

        await rules.AddAsync(new PullRuleDraft(PacsPortal.Archive, "DX", "", new DateOnly(2026, 1, 1), 5), await portal.Host.ReaderAsync(Roles.Administrator), Cancelled);

        await Eventually.TrueAsync(async () => (await rules.ListAsync(Cancelled))[0].ReasonCode == "pacs.unreachable");
        await using var db = await portal.Host.DbAsync();
        await Eventually.TrueAsync(() => db.WorkItems.AsNoTracking().AnyAsync(i => i.Kind == XrayPortal.Films.WorkKind.Pull && i.State == XrayPortal.Films.WorkState.Queued, Cancelled));
    }

    [Theory]
    [InlineData("", null, null, "pacs.search-too-wide")]
    [InlineData("*", null, null, "pacs.search-too-wide")]
    [InlineData("", "2026-01-02", "2026-01-01", "pacs.search-dates")]
    public async Task Search_TooWideOrWrong_IsRefused(string patient, string? from, string? to, string code)
    {
        await using var portal = await PacsPortal.StartAsync(new Uri("http://127.0.0.1:9/dicom-web"));
        using var client = await portal.Host.ClientAsync(Roles.Radiologist);

        Assert.Equal(code, (await PostAsync(client, "search", new { patient, from, to })).GetProperty("code").GetString());
        Assert.Equal("pacs.unreachable", (await PostAsync(client, "search", new { patient = "P-1" })).GetProperty("code").GetString());
        Assert.Equal("pacs.study-uid", (await PostAsync(client, "pull", new { study = "../../instances" })).GetProperty("code").GetString());
    }

    private static byte[] OfPart(int study, string part) => DicomWebClient.Film(study, 1).Text(XrayPortal.Imaging.Dicom.DicomTag.BodyPartExamined, "CS", part)
        .Pixels(96, 96, 16, 12, [.. Enumerable.Range(0, 96 * 96).Select(i => 2600 + (i % 96 * 10) + study)]).Build();

    /// <summary>As if the minutes were over.</summary>
    private static async Task RunAgainAsync(FilmPortal portal, Guid rule)
    {
        await using var db = await portal.Host.DbAsync();
        await Eventually.TrueAsync(async () => await db.WorkItems.Where(i => i.SubjectId == rule && i.State == XrayPortal.Films.WorkState.Queued)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.AvailableAt, DateTimeOffset.UnixEpoch), Cancelled) == 1);
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string verb, object body)
    {
        using var answer = await client.PostAsJsonAsync(new Uri($"/api/v1/archives/{PacsPortal.Archive}/{verb}", UriKind.Relative), body, Cancelled);
        Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
    }
}
