using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using XrayPortal.Accounts;
using XrayPortal.Films;
using XrayPortal.Flags;
using XrayPortal.Reading;
using Xunit;

namespace XrayPortal.Tests.Reading;

public sealed class StudyPageTests : PageContext
{
    [Fact]
    public async Task Page_DoneFilm_SaysWordsBeforeTheNumberAndKeepsTheMapOff()
    {
        await SignInAsRadiologistAsync();
        var film = await Portal.AddDoneAsync(0.84);

        var page = Open(film.Id);

        var result = page.Find("[data-testid=result]").TextContent;
        Assert.True(result.IndexOf("Features suggestive of pneumonia", StringComparison.Ordinal) < result.IndexOf("84 %", StringComparison.Ordinal));
        Assert.Contains("Threshold 50 %", result, StringComparison.Ordinal);
        Assert.Contains("Pictures drawn for tests.", result, StringComparison.Ordinal);
        Assert.Equal("false", page.Find("[data-testid=map]").GetAttribute("aria-pressed"));
        Assert.Empty(page.FindAll("[data-testid=opacity]"));
        Assert.EndsWith("report.pdf", page.Find("[data-testid=report]").GetAttribute("href"), StringComparison.Ordinal);
        Assert.Contains(await Portal.Host.AuditOfAsync(film.Id), e => e.Action == "film.viewed");
    }

    [Theory]
    [InlineData(FilmState.NotAssessed, "Not assessed")]
    [InlineData(FilmState.Failed, "Failed")]
    public async Task Page_NoResult_SaysWhyWithoutANumber(FilmState state, string heading)
    {
        await SignInAsRadiologistAsync();
        var film = await Portal.AddAsync(f => (f.State, f.ReasonCode, f.ReasonSentence) = (state, "gate.not-a-chest-film", "This is no chest film."));

        var page = Open(film.Id);

        Assert.Equal(heading, page.Find("[data-testid=result] h2").TextContent);
        Assert.Contains("This is no chest film.", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-testid=probability], [data-testid=map], [data-testid=agree], [data-testid=report]"));
    }

    [Fact]
    public async Task Page_FilmFinishesMeanwhile_ShowsTheResultByItself()
    {
        await SignInAsRadiologistAsync();
        var film = await Portal.AddAsync();
        var page = Open(film.Id);
        Assert.Contains("Waiting to be scored", page.Markup, StringComparison.Ordinal);

        await using (var db = await Portal.Host.DbAsync())
        {
            db.Add(XrayPortal.Tests.Films.FilmPortal.Result(film.Id, 0.2));
            await db.SaveChangesAsync();
            await db.Films.Where(f => f.Id == film.Id).ExecuteUpdateAsync(s => s.SetProperty(f => f.State, FilmState.Done));
        }

        Portal.Host.Get<FilmNotifier>().Tell(film.Id, FilmState.Done);

        page.WaitForAssertion(() => Assert.Contains("No such features found", page.Markup, StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Contains(
            Portal.Host.AuditOfAsync(film.Id).GetAwaiter().GetResult(), e => e.Action == "film.viewed"));
    }

    [Fact]
    public async Task Page_UnknownFilm_SaysSo()
    {
        await SignInAsRadiologistAsync();

        var page = Open(Guid.CreateVersion7());

        Assert.Contains("film.not-found", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_SyntheticFilm_IsMarkedAndSaysThatTheGateWasNotAsked()
    {
        await SignInAsRadiologistAsync();
        var drawn = await Portal.AddDoneAsync(seed: 1, synthetic: true);
        var taken = await Portal.AddDoneAsync(seed: 2);

        var page = Open(drawn.Id);

        Assert.Equal("synthetic", page.Find("h1 .mark").TextContent);
        Assert.Contains("was not asked whether it is a chest film", page.Find("[data-testid=synthetic]").TextContent, StringComparison.Ordinal);
        Assert.Empty(Open(taken.Id).FindAll(".mark, [data-testid=synthetic]"));
    }

    [Fact]
    public async Task Page_Clinician_MayReadAndDownloadButNotJudge()
    {
        await SignInAsync(Roles.Clinician, Policies.MayRead, Policies.MayDownloadReports);
        var film = await Portal.AddDoneAsync();

        var page = Open(film.Id);

        Assert.NotEmpty(page.FindAll("[data-testid=report]"));
        Assert.Empty(page.FindAll("[data-testid=agree]"));
    }

    [Fact]
    public async Task Keys_DisagreeThenReason_SavesAFlagThatUndoTakesBack()
    {
        await SignInAsRadiologistAsync();
        var film = await Portal.AddDoneAsync(0.84);
        var page = Open(film.Id);

        await page.InvokeAsync(() => page.Instance.OnKeyAsync("d"));
        await page.InvokeAsync(() => page.Instance.OnKeyAsync("1"));

        var flag = Assert.Single(await FlagsAsync(film.Id));
        Assert.Equal((FlagOpinion.Disagree, "no-opacity", FlagLabel.Normal), (flag.Opinion, flag.Reason, flag.Label!.Value));
        Assert.Contains("There is no opacity", page.Find(".flags").TextContent, StringComparison.Ordinal);
        Assert.Contains("You disagree with this result.", Toasts());
    }

    [Fact]
    public async Task Keys_AgreeThenEnter_SavesAFlag()
    {
        await SignInAsRadiologistAsync();
        var film = await Portal.AddDoneAsync(0.84);
        var page = Open(film.Id);

        await page.InvokeAsync(() => page.Instance.OnKeyAsync("a"));
        Assert.Empty(await FlagsAsync(film.Id));
        await page.InvokeAsync(() => page.Instance.OnKeyAsync("Enter"));

        Assert.Equal(FlagOpinion.Agree, Assert.Single(await FlagsAsync(film.Id)).Opinion);
    }

    [Fact]
    public async Task Judge_ReasonAndComment_AreSavedByTheButton()
    {
        await SignInAsRadiologistAsync();
        var film = await Portal.AddDoneAsync(0.12);
        var page = Open(film.Id);

        page.Find("[data-testid=disagree]").Click();
        Assert.True(page.Find("[data-testid=save]").HasAttribute("disabled"));
        page.Find("[data-testid=reason-missed-opacity]").Change("on");
        page.Find("[data-testid=comment]").Input("left base");
        page.Find("[data-testid=save]").Click();

        // In the list, not in the field: the field has the words before they are saved.
        page.WaitForAssertion(() => Assert.Contains("left base", page.Find(".flags").TextContent, StringComparison.Ordinal));
        Assert.Equal(FlagLabel.Pneumonia, Assert.Single(await FlagsAsync(film.Id)).Label);
    }

    [Fact]
    public async Task Keys_Next_GoesToTheNextOlderFilm()
    {
        await SignInAsRadiologistAsync();
        var older = await Portal.AddDoneAsync(seed: 1);
        var film = await Portal.AddDoneAsync(seed: 2);
        var page = Open(film.Id);

        await page.InvokeAsync(() => page.Instance.OnKeyAsync("n"));

        Assert.EndsWith($"/films/{older.Id}", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    private IRenderedComponent<StudyPage> Open(Guid id)
    {
        var page = Render<StudyPage>(p => p.Add(c => c.Id, id));
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("h1")));
        return page;
    }

    private async Task<List<Flag>> FlagsAsync(Guid film)
    {
        await using var db = await Portal.Host.DbAsync();
        return await db.Flags.AsNoTracking().Where(f => f.FilmId == film).ToListAsync();
    }
}
