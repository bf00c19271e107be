using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using XrayPortal.Accounts;
using XrayPortal.Films;
using XrayPortal.Flags;
using XrayPortal.Imaging;
using XrayPortal.Tests.Films;
using Xunit;

namespace XrayPortal.Tests.Flags;

public sealed class FlagServiceTests(FilmPortal portal) : IClassFixture<FilmPortal>
{
    private FlagService Flags => portal.Host.Get<FlagService>();

    [Fact]
    public async Task Raise_FilmStillQueued_RefusesAndAuditsNothing()
    {
        var film = await portal.AddAsync();

        var result = await RaiseAsync(film, new FlagDraft("agree"));

        Assert.Equal("flag.film-not-scored", result.Refusal?.Code);
        Assert.Empty(await portal.Host.AuditOfAsync(film.Id));
    }

    [Fact]
    public async Task Raise_Disagree_KeepsLabelReasonCommentAndTheVersionJudged()
    {
        var film = await portal.AddDoneAsync();

        var flag = (await RaiseAsync(film, new FlagDraft("disagree", "normal", "no-opacity", " heart shadow "))).Value;

        Assert.Equal((FlagOpinion.Disagree, FlagLabel.Normal, "no-opacity", "heart shadow"), (flag.Opinion, flag.Label, flag.Reason, flag.Comment));
        Assert.Equal(("tiny", "1.0.0"), (flag.ModelName, flag.ModelVersion));
        Assert.Equal("flag.raised", Assert.Single(await portal.Host.AuditOfAsync(film.Id)).Action);
    }

    [Theory]
    [InlineData(0.84, FlagLabel.Pneumonia)]
    [InlineData(0.12, FlagLabel.Normal)]
    public async Task Raise_Agree_TakesTheModelsLabel(double probability, FlagLabel label)
    {
        var film = await portal.AddDoneAsync(probability);

        Assert.Equal(label, (await RaiseAsync(film, new FlagDraft("agree"))).Value.Label);
    }

    [Theory]
    [InlineData("perhaps", null, null, "flag.unknown-opinion")]
    [InlineData("disagree", "sick", "other", "flag.unknown-label")]
    [InlineData("disagree", "normal", null, "flag.unknown-reason")]
    [InlineData("disagree", "normal", "because", "flag.unknown-reason")]
    [InlineData("agree", "normal", null, "flag.label-contradicts")]
    public async Task Raise_BadDraft_IsRefused(string opinion, string? label, string? reason, string code)
    {
        var film = await portal.AddDoneAsync(0.84);

        Assert.Equal(code, (await RaiseAsync(film, new FlagDraft(opinion, label, reason))).Refusal?.Code);
    }

    [Fact]
    public async Task Raise_SecondOpinionOfTheSameReader_WithdrawsTheFirst()
    {
        var film = await portal.AddDoneAsync();
        await RaiseAsync(film, new FlagDraft("agree"));

        await RaiseAsync(film, new FlagDraft("disagree", null, "poor-film"));

        await using var db = await portal.Host.DbAsync();
        var flags = await db.Flags.Where(f => f.FilmId == film.Id).OrderBy(f => f.RaisedAt).ToListAsync();
        Assert.Equal(2, flags.Count);
        Assert.Equal(flags[1].RaisedAt, flags[0].WithdrawnAt);
        Assert.Null(flags[1].WithdrawnAt);
    }

    [Fact]
    public async Task Withdraw_AnothersFlag_IsRefused()
    {
        var film = await portal.AddDoneAsync();
        var flag = (await RaiseAsync(film, new FlagDraft("agree"))).Value;
        var other = await portal.Host.ReaderAsync(Roles.Adjudicator);

        var result = await Flags.WithdrawAsync(film.Id, flag.Id, other, CancellationToken.None);

        Assert.Equal("flag.not-yours", result.Refusal?.Code);
    }

    [Fact]
    public async Task Endpoint_Radiologist_RaisesAndWithdraws()
    {
        var film = await portal.AddDoneAsync();
        using var client = await portal.Host.ClientAsync(Roles.Radiologist);
        var flags = new Uri($"/api/v1/films/{film.Id}/flags", UriKind.Relative);

        using var raised = await client.PostAsJsonAsync(flags, new { opinion = "disagree", label = "normal", reason = "other", comment = "contract" });
        using var withdrawn = await client.DeleteAsync(raised.Headers.Location);

        Assert.Equal(HttpStatusCode.Created, raised.StatusCode);
        Assert.Equal("disagree", (await raised.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("opinion").GetString());
        Assert.Equal(HttpStatusCode.OK, withdrawn.StatusCode);
    }

    [Theory]
    [InlineData(Roles.Clinician)]
    [InlineData(Roles.Administrator)]
    [InlineData(Roles.Auditor)]
    public async Task Endpoint_OtherRole_IsForbidden(string role)
    {
        var film = await portal.AddDoneAsync();
        using var client = await portal.Host.ClientAsync(role);

        using var answer = await client.PostAsJsonAsync(new Uri($"/api/v1/films/{film.Id}/flags", UriKind.Relative), new { opinion = "agree" });

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private async Task<Result<Flag>> RaiseAsync(Film film, FlagDraft draft) =>
        await Flags.RaiseAsync(film.Id, draft, await portal.Host.ReaderAsync(Roles.Radiologist), CancellationToken.None);
}
