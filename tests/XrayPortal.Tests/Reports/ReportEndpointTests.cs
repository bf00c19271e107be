using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using XrayPortal.Accounts;
using XrayPortal.Films;
using XrayPortal.Flags;
using XrayPortal.Reports;
using XrayPortal.Tests.Films;
using Xunit;

namespace XrayPortal.Tests.Reports;

public sealed class ReportEndpointTests(FilmPortal portal) : IClassFixture<FilmPortal>
{
    [Fact]
    public async Task Get_DoneFilm_GivesThePdfAndIsAudited()
    {
        using var radiologist = await portal.Host.ClientAsync(Roles.Radiologist);
        using var clinician = await portal.Host.ClientAsync(Roles.Clinician);
        var id = await FilmPortal.UploadAsync(radiologist, FilmPortal.Png(0.8, 11), "bright.png");
        await FilmPortal.FinishedAsync(radiologist, id);

        var answer = await clinician.GetAsync(Path(id));

        Assert.Equal("application/pdf", answer.Content.Headers.ContentType?.MediaType);
        var text = ReportPdfTests.TextOf(await answer.Content.ReadAsByteArrayAsync());
        Assert.Contains("Features suggestive of pneumonia", text, StringComparison.Ordinal);
        Assert.Contains("bright.png", text, StringComparison.Ordinal);
        Assert.Contains("to test-clinician", text, StringComparison.Ordinal);
        Assert.Contains(await portal.Host.AuditOfAsync(id), e => e is { Action: ReportService.DownloadedAction, Outcome: "done", ActorName: "test-clinician" });
    }

    [Fact]
    public async Task Get_AfterADisagreement_IsSuperseded()
    {
        using var radiologist = await portal.Host.ClientAsync(Roles.Radiologist);
        var id = await FilmPortal.UploadAsync(radiologist, FilmPortal.Png(0.8, 12));
        await FilmPortal.FinishedAsync(radiologist, id);
        var raised = await portal.Host.Get<FlagService>().RaiseAsync(
            id, new FlagDraft("disagree", "normal", "no-opacity", "Only a rotated film."), await portal.Host.ReaderAsync(Roles.Radiologist), CancellationToken.None);
        Assert.False(raised.IsRefused);

        var text = ReportPdfTests.TextOf(await radiologist.GetByteArrayAsync(Path(id)));

        Assert.Contains(ReportWording.Superseded, text, StringComparison.Ordinal);
        Assert.Contains("Only a rotated film.", text, StringComparison.Ordinal);
        Assert.Contains("There is no opacity where the model sees one", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_NotAssessedFilm_SaysSoWithoutANumber()
    {
        using var radiologist = await portal.Host.ClientAsync(Roles.Radiologist);
        var id = await FilmPortal.UploadAsync(radiologist, FilmPortal.Stripes(5));
        await FilmPortal.FinishedAsync(radiologist, id);

        var text = ReportPdfTests.TextOf(await radiologist.GetByteArrayAsync(Path(id)));

        Assert.Contains("Not assessed", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\b0\.\d\d\b", text);
    }

    [Theory]
    [InlineData(FilmState.Queued, "report.not-finished")]
    [InlineData(FilmState.Running, "report.not-finished")]
    [InlineData(FilmState.Failed, "report.film-failed")]
    public async Task Get_FilmWithoutOutcome_IsRefusedAndAudited(FilmState state, string code)
    {
        var film = await portal.AddAsync(f => f.State = state, seed: 100 + (int)state);
        using var clinician = await portal.Host.ClientAsync(Roles.Clinician);

        var answer = await clinician.GetAsync(Path(film.Id));

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        Assert.Contains(await portal.Host.AuditOfAsync(film.Id), e => e.Outcome == "refused" && e.Detail == code);
    }

    [Fact]
    public async Task Get_Auditor_IsForbidden()
    {
        var film = await portal.AddAsync(seed: 200);
        using var auditor = await portal.Host.ClientAsync(Roles.Auditor);

        Assert.Equal(HttpStatusCode.Forbidden, (await auditor.GetAsync(Path(film.Id))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await portal.Host.Anonymous.GetAsync(Path(film.Id))).StatusCode);
    }

    [Fact]
    public async Task Get_UnknownFilm_IsNotFound()
    {
        using var clinician = await portal.Host.ClientAsync(Roles.Clinician);

        Assert.Equal(HttpStatusCode.NotFound, (await clinician.GetAsync(Path(Guid.CreateVersion7()))).StatusCode);
    }

    private static Uri Path(Guid id) => new($"/api/v1/films/{id}/report.pdf", UriKind.Relative);
}
