using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using XrayPortal.Accounts;
using XrayPortal.Audit;
using XrayPortal.Tests.Reading;
using Xunit;

namespace XrayPortal.Tests.Audit;

public sealed class AuditListPageTests : PageContext
{
    [Fact]
    public async Task Page_MoreThanOnePage_ShowsTheNewestFirstAndGoesBack()
    {
        var page = await OpenAsync(events: 60);

        Assert.Equal(50, page.FindAll("tbody tr").Count);
        Assert.Contains("film 59", page.FindAll("tbody tr")[0].TextContent, StringComparison.Ordinal);
        Assert.True(Button(page, "Newest").HasAttribute("disabled"));
        Button(page, "Older").Click();
        page.WaitForAssertion(() => Assert.Contains("film 9", page.FindAll("tbody tr")[0].TextContent, StringComparison.Ordinal));
        Assert.True(Button(page, "Older").HasAttribute("disabled"));
        Button(page, "Newest").Click();
        page.WaitForAssertion(() => Assert.Contains("film 59", page.FindAll("tbody tr")[0].TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Filter_NobodyOfThatName_SaysThatNothingMatches()
    {
        var page = await OpenAsync(events: 2);

        page.Find("input[type=text]").Input("nobody");

        page.WaitForAssertion(() => Assert.Contains("No event matches.", page.Markup, StringComparison.Ordinal));
        Assert.Contains("actor=nobody", page.Find("a[download]").GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_TrailAsWritten_IsWhole()
    {
        var page = await OpenAsync(events: 3);

        Button(page, "Verify the chain").Click();

        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[role=status] .mud-alert-text-success")));
    }

    [Fact]
    public async Task Verify_TrailTamperedWith_NamesTheEvent()
    {
        var page = await OpenAsync(events: 3);
        await using (var db = await Portal.Host.DbAsync())
            await db.Database.ExecuteSqlRawAsync("UPDATE AuditEvents SET Detail = 'something else' WHERE Sequence = 2");

        Button(page, "Verify the chain").Click();

        page.WaitForAssertion(() => Assert.Contains("2", page.Find("[role=status] .mud-alert-text-error").TextContent, StringComparison.Ordinal));
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<AuditListPage> page, string words) =>
        page.FindAll("button").Single(b => b.TextContent.Trim() == words);

    private async Task<IRenderedComponent<AuditListPage>> OpenAsync(int events)
    {
        await SignInAsync(Roles.Auditor, Policies.MayAudit);
        var reader = await Portal.Host.ReaderAsync(Roles.Auditor);
        var trail = Portal.Host.Get<AuditTrail>();
        for (var i = 0; i < events; i++)
            await trail.RecordAsync(reader, "film.viewed", "film", $"{i}", Outcomes.Done, $"film {i}", CancellationToken.None);
        Services.AddSingleton(Portal.Host.Get<AuditReader>());
        Services.AddSingleton(Portal.Host.Get<AuditCheck>());
        var page = Render<AuditListPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("tbody tr")));
        return page;
    }
}
