using AngleSharp.Dom;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using XrayPortal.Accounts;
using XrayPortal.Tests.Builders;
using XrayPortal.Tests.Reading;
using Xunit;

namespace XrayPortal.Tests.Accounts;

public sealed class AccountsPageTests : PageContext
{
    [Fact]
    public async Task Page_OneAccount_ShowsItWithItsRole()
    {
        var page = await OpenAsync();

        var row = Assert.Single(page.FindAll("tbody tr"));
        Assert.Contains("test-administrator", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("Administrator", row.Children[1].TextContent, StringComparison.Ordinal);
        Assert.Equal("open", row.Children[2].TextContent);
        Assert.True(AddButton(page).HasAttribute("disabled"));
    }

    [Fact]
    public async Task Add_NameAndRole_ListsTheAccountAndShowsItsPasswordOnce()
    {
        var page = await OpenAsync();

        page.Find("input[maxlength='60']").Input("anna");
        page.Find("[data-role='new-Radiologist']").Change(true);
        AddButton(page).Click();

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody tr").Count));
        var password = page.Find("[data-password]").TextContent;
        using var browser = Portal.Host.NewClient();
        using var signedIn = await browser.SubmitAsync(
            "/Account/Login", "sign-in", new() { ["Input.Name"] = "anna", ["Input.Password"] = password });
        Assert.Equal(System.Net.HttpStatusCode.Redirect, signedIn.StatusCode);
        Button(page, "Lock anna").Click();
        page.WaitForAssertion(() => Assert.Contains("locked", Row(page, "anna").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("[data-password]"));
    }

    [Fact]
    public async Task Add_NameTaken_SaysSoAndKeepsWhatWasTyped()
    {
        var page = await OpenAsync();

        page.Find("input[maxlength='60']").Input("test-administrator");
        page.Find("[data-role='new-Auditor']").Change(true);
        AddButton(page).Click();

        page.WaitForAssertion(() => Assert.Contains("account of that name already", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("test-administrator", page.Find("input[maxlength='60']").GetAttribute("value"));
        Assert.Single(page.FindAll("tbody tr"));
    }

    [Fact]
    public async Task Roles_OfTheLastAdministrator_AreRefusedAndStayOpen()
    {
        var page = await OpenAsync();

        Button(page, "Roles of test-administrator").Click();
        page.Find("[data-role='test-administrator-Administrator']").Change(false);
        page.Find("[data-role='test-administrator-Auditor']").Change(true);
        page.FindAll("button").Single(b => b.TextContent.Trim() == "Save roles").Click();

        page.WaitForAssertion(() => Assert.Contains("last administrator", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.NotEmpty(page.FindAll("[data-role='test-administrator-Administrator']"));
    }

    [Fact]
    public async Task Page_AccountOfSingleSignOn_OffersNoRolesAndNoPassword()
    {
        var reader = await Portal.Host.ReaderAsync(Roles.Clinician);
        await using (var db = await Portal.Host.DbAsync())
        {
            db.UserLogins.Add(new() { UserId = reader.Id, LoginProvider = "oidc", ProviderKey = "c-1", ProviderDisplayName = "Hospital" });
            await db.SaveChangesAsync();
        }

        var page = await OpenAsync();

        Assert.Equal("open, single sign-on", Row(page, reader.Name).Children[2].TextContent);
        Assert.Equal(["Lock"], Row(page, reader.Name).QuerySelectorAll("button").Select(b => b.TextContent.Trim()));
    }

    private static IElement AddButton(IRenderedComponent<AccountsPage> page) => page.FindAll("button").Single(b => b.TextContent.Trim() == "Add account");

    private static IElement Button(IRenderedComponent<AccountsPage> page, string label) => page.Find($"button[aria-label='{label}']");

    private static IElement Row(IRenderedComponent<AccountsPage> page, string name) =>
        page.FindAll("tbody tr").Single(r => r.Children[0].TextContent == name);

    private async Task<IRenderedComponent<AccountsPage>> OpenAsync()
    {
        Services.AddSingleton(Portal.Host.Get<AccountService>());
        await SignInAsync(Roles.Administrator, Policies.MayAdminister);
        var page = Render<AccountsPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("tbody tr")));
        return page;
    }
}
