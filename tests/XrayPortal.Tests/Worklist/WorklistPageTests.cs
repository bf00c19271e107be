using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using XrayPortal.Accounts;
using XrayPortal.Films;
using XrayPortal.Tests.Reading;
using XrayPortal.Worklist;
using Xunit;

namespace XrayPortal.Tests.Worklist;

public sealed class WorklistPageTests : PageContext
{
    [Fact]
    public async Task Page_NoFilms_SaysSoAndOffersUpload()
    {
        await SignInAsRadiologistAsync();

        var page = Open();

        Assert.Contains("No films yet.", page.Markup, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll("p a[href='/upload']"));
    }

    [Fact]
    public async Task Page_Films_NewestFirstWithFindingAndMark()
    {
        await SignInAsRadiologistAsync();
        await Portal.AddDoneAsync(0.84, seed: 1, name: "old.png", synthetic: true);
        await Portal.AddAsync(f => (f.State, f.ReasonCode) = (FilmState.NotAssessed, "population.age"), seed: 2, name: "new.png");

        var page = Open();

        var rows = page.FindAll("tbody tr").Select(r => r.TextContent).ToList();
        Assert.Contains("outside the model's ages", rows[0], StringComparison.Ordinal);
        Assert.Contains("features suggestive of pneumonia", rows[1], StringComparison.Ordinal);
        Assert.Contains("synthetic", rows[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_FilterInTheAddress_FindsTheMatchingOnly()
    {
        await SignInAsRadiologistAsync();
        await Portal.AddDoneAsync(0.84, seed: 1, name: "a_b.png");
        await Portal.AddDoneAsync(0.12, seed: 2, name: "axb.png");
        Services.GetRequiredService<SearchMemory>().Text = "A_B";
        Go("/?state=done&call=suggestive");

        Assert.Contains("a_b.png", Assert.Single(Open().FindAll("tbody tr")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_NothingMatches_OffersAllFilms()
    {
        await SignInAsRadiologistAsync();
        await Portal.AddDoneAsync();
        var page = Open();

        await page.Find("#worklist-search").InputAsync("Nobody, Jane");

        page.WaitForAssertion(() => Assert.Contains("No film matches.", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("Nobody", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_ManyFilms_ShowsAPageAtATime()
    {
        await SignInAsRadiologistAsync();
        for (var i = 0; i < WorklistPage.PageSize + 3; i++) await Portal.AddDoneAsync(seed: i, name: $"{i:00}.png");
        Go("/?page=2");

        var page = Open();

        Assert.Equal(3, page.FindAll("tbody tr").Count);
        Assert.Contains("26–28 of 28 films", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_ResultArrives_FillsItsRowWithoutMovingIt()
    {
        await SignInAsRadiologistAsync();
        var film = await Portal.AddAsync(seed: 1, name: "first.png");
        await Portal.AddDoneAsync(seed: 2, name: "second.png");
        var page = Open();

        await using (var db = await Portal.Host.DbAsync())
        {
            db.Add(XrayPortal.Tests.Films.FilmPortal.Result(film.Id, 0.2));
            await db.SaveChangesAsync();
            await db.Films.Where(f => f.Id == film.Id).ExecuteUpdateAsync(s => s.SetProperty(f => f.State, FilmState.Done));
        }

        Portal.Host.Get<FilmNotifier>().Tell(film.Id, FilmState.Done);

        page.WaitForAssertion(() => Assert.Contains("no such features found", page.FindAll("tbody tr")[1].TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Page_NewFilmArrives_WaitsBehindAButton()
    {
        await SignInAsRadiologistAsync();
        await Portal.AddDoneAsync(seed: 1, name: "first.png");
        var page = Open();

        var film = await Portal.AddAsync(seed: 2, name: "second.png");
        Portal.Host.Get<FilmNotifier>().Tell(film.Id, FilmState.Queued);

        page.WaitForAssertion(() => Assert.Contains("Show 1 new film", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
        Assert.Single(page.FindAll("tbody tr"));
        page.Find(".worklist-news button").Click();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody tr").Count));
    }

    [Fact]
    public async Task Page_Sort_GoesToTheAddress()
    {
        await SignInAsRadiologistAsync();
        await Portal.AddDoneAsync();
        var page = Open();

        page.FindAll(".worklist-sort")[1].Click();

        Assert.EndsWith("?order=age", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_DatabaseGone_SaysSoAndOffersToTryAgain()
    {
        await SignInAsRadiologistAsync();
        await using (var db = await Portal.Host.DbAsync()) await db.Database.ExecuteSqlRawAsync("ALTER TABLE Flags RENAME TO Gone");

        var page = Open();

        Assert.Contains("could not be read", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        await using (var db = await Portal.Host.DbAsync()) await db.Database.ExecuteSqlRawAsync("ALTER TABLE Gone RENAME TO Flags");
        page.Find("[role=alert] button").Click();
        page.WaitForAssertion(() => Assert.Contains("No films yet.", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_Clinician_HasNoUploadButton()
    {
        await SignInAsync(Roles.Clinician, Policies.MayRead);

        Assert.Empty(Open().FindAll("a[href='/upload']"));
    }

    private void Go(string uri) => Services.GetRequiredService<NavigationManager>().NavigateTo(uri);

    private IRenderedComponent<WorklistPage> Open()
    {
        var page = Render<WorklistPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("tbody tr, .worklist-empty, [role=alert]")));
        return page;
    }
}
