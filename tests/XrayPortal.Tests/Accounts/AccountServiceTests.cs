using XrayPortal.Accounts;
using XrayPortal.Tests.Builders;
using Xunit;

namespace XrayPortal.Tests.Accounts;

public sealed class AccountServiceTests : IAsyncLifetime
{
    private readonly PortalHost portal = new();

    private AccountService Accounts => portal.Get<AccountService>();

    public ValueTask InitializeAsync() => portal.InitializeAsync();

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    [Theory]
    [InlineData("a", PortalHost.Password, Roles.Clinician, "account.name")]
    [InlineData("white space", PortalHost.Password, Roles.Clinician, "account.name")]
    [InlineData("short", "eleven-char", Roles.Clinician, "account.password")]
    [InlineData("stranger", PortalHost.Password, "Pope", "account.no-such-role")]
    public async Task Add_BadInput_RefusesAndAuditsNothing(string name, string password, string role, string code)
    {
        var result = await Accounts.AddAsync(name, password, [role], null, CancellationToken.None);

        Assert.Equal(code, result.Refusal?.Code);
        Assert.Empty(await portal.AuditOfAsync(name));
        Assert.Empty(await Accounts.ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Add_SameNameInOtherCase_Refuses()
    {
        await Accounts.AddAsync("Anna", PortalHost.Password, [Roles.Clinician], null, CancellationToken.None);

        var again = await Accounts.AddAsync("anna", PortalHost.Password, [Roles.Clinician], null, CancellationToken.None);

        Assert.Equal("account.exists", again.Refusal?.Code);
    }

    [Fact]
    public async Task LastAdministrator_LockOrDemote_IsRefused()
    {
        var admin = await portal.ReaderAsync(Roles.Administrator);

        var locked = await Accounts.SetLockAsync(admin.Id, true, admin, CancellationToken.None);
        var demoted = await Accounts.SetRolesAsync(admin.Id, [Roles.Auditor], admin, CancellationToken.None);

        Assert.Equal("account.last-administrator", locked.Refusal?.Code);
        Assert.Equal("account.last-administrator", demoted.Refusal?.Code);
    }

    [Fact]
    public async Task ResetPassword_NewOneWorksOldOneDoesNot()
    {
        var admin = await portal.ReaderAsync(Roles.Administrator);
        var reader = await portal.ReaderAsync(Roles.Clinician);

        var password = (await Accounts.ResetPasswordAsync(reader.Id, admin, CancellationToken.None)).Value;

        var wrong = await Accounts.ChangePasswordAsync(reader, PortalHost.Password, "another-long-one", CancellationToken.None);
        var right = await Accounts.ChangePasswordAsync(reader, password, "another-long-one", CancellationToken.None);
        Assert.Equal("account.wrong-password", wrong.Refusal?.Code);
        Assert.False(right.IsRefused);
        Assert.DoesNotContain(await portal.AuditOfAsync(reader.Name), e => e.Detail.Contains(password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task SetUp_ByTheLink_MakesOneAdministratorOnly()
    {
        var path = portal.Get<SetupLink>().Path;
        using var browser = portal.NewClient();
        Dictionary<string, string> fields = new() { ["Input.Name"] = "first", ["Input.Password"] = PortalHost.Password };

        var wrong = await browser.GetStringAsync(new Uri("/Account/Setup?key=guess", UriKind.Relative));
        var made = await browser.SubmitAsync(path, "setup", fields);
        var again = await portal.Anonymous.GetStringAsync(new Uri(path, UriKind.Relative));

        Assert.Contains("not the one on the console", wrong, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.Redirect, made.StatusCode);
        Assert.Contains("no longer works", again, StringComparison.Ordinal);
        Assert.Equal(["first"], (await Accounts.ListAsync(CancellationToken.None)).Select(a => a.Name));
    }

    [Fact]
    public async Task Demo_SeededTwice_HasOneAccountPerRoleWithTheNewestPasswords()
    {
        var demo = portal.Get<DemoAccounts>();

        await demo.SeedAsync(CancellationToken.None);
        var second = await demo.SeedAsync(CancellationToken.None);

        Assert.Equal(Roles.All.Count, (await Accounts.ListAsync(CancellationToken.None)).Count);
        var (name, password) = second[0];
        using var browser = portal.NewClient();
        var answer = await browser.SubmitAsync("/Account/Login", "sign-in", new() { ["Input.Name"] = name, ["Input.Password"] = password });
        Assert.Equal(System.Net.HttpStatusCode.Redirect, answer.StatusCode);
    }
}
