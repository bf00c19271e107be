using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using XrayPortal.Accounts;
using XrayPortal.Tests.Builders;
using Xunit;

namespace XrayPortal.Tests.Accounts;

/// <summary>Sign-in against a real provider: discovery, code, PKCE, signed identity token.</summary>
public sealed class OidcTests : IAsyncLifetime
{
    private OpenIdProvider provider = null!; // set before each test
    private PortalHost portal = null!;

    public async ValueTask InitializeAsync()
    {
        provider = await OpenIdProvider.StartAsync();
        portal = await PortalHost.StartAsync(settings: new(StringComparer.Ordinal)
        {
            ["Oidc:Authority"] = provider.Address,
            ["Oidc:ClientId"] = OpenIdProvider.ClientId,
            ["Oidc:ClientSecret"] = OpenIdProvider.ClientSecret,
            ["Oidc:DisplayName"] = "the hospital",
            ["Oidc:RoleClaim"] = "groups",
            ["Oidc:RoleMap:doctors"] = "Radiologist",
            ["Oidc:RoleMap:ward"] = "Clinician",
            ["Oidc:RequireHttps"] = "false",
        });
        await provider.RegisterAsync(portal.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await provider.DisposeAsync();
    }

    [Fact]
    public async Task SignIn_RolesGivenThenTakenAway_FollowTheProviderEachTime()
    {
        provider.Groups = ["doctors", "Auditor", "choir"];
        using var browser = Browser();

        var first = await browser.GetAsync(new Uri("/Account/External?returnUrl=%2Ftokens", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal("/tokens", first.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal([Roles.Auditor, Roles.Radiologist], (await RolesOfAsync("anna")).Order());

        provider.Groups = ["ward"];
        using var later = Browser();
        await later.GetAsync(new Uri("/Account/External", UriKind.Relative));

        Assert.Equal([Roles.Clinician], await RolesOfAsync("anna"));
        Assert.Single(await portal.Get<AccountService>().ListAsync(CancellationToken.None), a => a.External);
        Assert.Contains(await portal.AuditOfAsync("anna"), e => e.Action == "account.roles-changed");
        Assert.Equal(2, (await portal.AuditOfAsync("anna")).Count(e => e is { Action: "account.signed-in", Outcome: "done" }));
    }

    [Fact]
    public async Task SignIn_NoRoleOfOurs_IsRefusedInWordsAndMakesNoAccount()
    {
        provider.Groups = ["choir"];
        using var browser = Browser();

        var answer = await browser.GetAsync(new Uri("/Account/External", UriKind.Relative));

        Assert.Contains("gives you no role", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(await portal.Get<AccountService>().ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task SignIn_NameOfALocalAccount_IsNotTakenOver()
    {
        await portal.Get<AccountService>()
            .AddAsync("anna", PortalHost.Password, [Roles.Administrator], null, CancellationToken.None);
        provider.Groups = ["ward"];
        using var browser = Browser();

        await browser.GetAsync(new Uri("/Account/External", UriKind.Relative));

        Assert.Equal([Roles.Administrator], await RolesOfAsync("anna"));
        Assert.Equal([Roles.Clinician], await RolesOfAsync("anna@sso"));
    }

    [Fact]
    public async Task SignIn_LockedAccount_IsRefused()
    {
        provider.Groups = ["ward"];
        using (var browser = Browser()) await browser.GetAsync(new Uri("/Account/External", UriKind.Relative));
        var accounts = portal.Get<AccountService>();
        var anna = (await accounts.ListAsync(CancellationToken.None)).Single();
        await accounts.SetLockAsync(anna.Id, true, await portal.ReaderAsync(Roles.Administrator), CancellationToken.None);
        using var again = Browser();

        var answer = await again.GetAsync(new Uri("/Account/External", UriKind.Relative));

        Assert.Contains("locked", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoginPage_ProviderConfigured_OffersIt()
    {
        var page = await portal.Anonymous.GetStringAsync(new Uri("/Account/Login", UriKind.Relative));

        Assert.Contains("Sign in with the hospital", page, StringComparison.Ordinal);
    }

    private HttpClient Browser() => new(new HttpClientHandler()) { BaseAddress = portal.Address };

    private async Task<IList<string>> RolesOfAsync(string name)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        return await users.GetRolesAsync((await users.FindByNameAsync(name))!);
    }
}
