using System.Security.Claims;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using XrayPortal.Accounts;
using XrayPortal.Imaging.Tests.Builders;
using XrayPortal.Pacs;
using XrayPortal.Tests.Films;
using Xunit;

namespace XrayPortal.Tests.Pacs;

/// <summary>The pages over a real portal and a real archive; only the browser is missing.</summary>
public sealed class ArchivePagesTests : BunitContext
{
    private static CancellationToken Cancelled => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Archives_SearchThenFetch_LinksTheFilm()
    {
        await using var orthanc = await OrthancPeer.StartWithDicomWebAsync(Cancelled);
        await orthanc.StoreAsync(PacsPortal.Film(1), Cancelled);
        await using var portal = await PacsPortal.StartAsync(new Uri(orthanc.Http.BaseAddress!, "/dicom-web"));
        await OpenAsync(portal, Roles.Radiologist);
        var page = Render<ArchivesPage>();

        await page.Find("form").SubmitAsync();
        Assert.Contains("pacs.search-too-wide", page.Markup, StringComparison.Ordinal);
        await page.FindAll("input[maxlength='64']")[0].ChangeAsync("P-1");
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Contains("Müller Eva", page.Find("tr[data-study]").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        await page.Find("button[aria-label^='Fetch the radiographs of P-1']").ClickAsync();

        page.WaitForAssertion(() => Assert.StartsWith("/films/", page.Find("tr[data-study] a").GetAttribute("href"), StringComparison.Ordinal), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Archives_NoneSetUp_SaysWhoSetsThemUp()
    {
        await using var portal = new FilmPortal();
        await portal.InitializeAsync();
        await OpenAsync(portal, Roles.Radiologist);

        Assert.Contains("No archive is set up", Render<ArchivesPage>().Markup, StringComparison.Ordinal);
        Assert.Contains("No archive is set up", Render<PullRulesPage>().Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_AddSwitchRemove_AreKept()
    {
        await using var portal = await PacsPortal.StartAsync(new Uri("http://127.0.0.1:9/dicom-web"));
        await OpenAsync(portal, Roles.Administrator);
        var page = Render<PullRulesPage>();

        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Contains("CR, DX · CHEST", page.Markup, StringComparison.Ordinal));
        await page.Find("button[aria-label^='Remove the rule']").ClickAsync();

        page.WaitForAssertion(() => Assert.Contains("There is no rule yet", page.Markup, StringComparison.Ordinal));
    }

    private async Task OpenAsync(FilmPortal portal, string role)
    {
        var reader = await portal.Host.ReaderAsync(role);
        Services.AddMudServices(o => o.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddSingleton(portal.Host.Get<PullService>()).AddSingleton(portal.Host.Get<PullRuleService>()).AddSingleton(TimeProvider.System);
        JSInterop.Mode = JSRuntimeMode.Loose;
        AddAuthorization().SetAuthorized(reader.Name).SetRoles(role).SetPolicies(Policies.MayUpload, Policies.MayAdminister)
            .SetClaims(new Claim(ClaimTypes.NameIdentifier, reader.Id.ToString()));
    }
}
