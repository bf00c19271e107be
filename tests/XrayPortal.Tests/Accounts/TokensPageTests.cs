using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using XrayPortal.Accounts;
using XrayPortal.Tests.Reading;
using Xunit;

namespace XrayPortal.Tests.Accounts;

public sealed class TokensPageTests : PageContext
{
    [Fact]
    public async Task Page_NoTokens_SaysSo()
    {
        var page = await OpenAsync();

        page.WaitForAssertion(() => Assert.Contains("You have no tokens.", page.Markup, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("tbody tr"));
    }

    [Fact]
    public async Task Create_Named_ShowsASecretThatWorksUntilItIsRevoked()
    {
        var page = await OpenAsync();

        page.Find("input[maxlength='100']").Input("night script");
        Create(page);

        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")));
        var secret = page.Find("[role=status] strong").TextContent;
        Assert.NotNull(await Portal.Host.Get<AccessTokenService>().FindAsync(secret, CancellationToken.None));
        page.Find("button[aria-label='Revoke night script']").Click();
        page.WaitForAssertion(() => Assert.Contains("revoked", page.Find("tbody tr").TextContent, StringComparison.Ordinal));
        Assert.DoesNotContain(secret, page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("button[aria-label^=Revoke]"));
    }

    [Fact]
    public async Task Create_NameTooLong_IsRefusedInWords()
    {
        var page = await OpenAsync();

        page.Find("input[maxlength='100']").Input(new string('x', 101));
        Create(page);

        page.WaitForAssertion(() => Assert.Contains("1 to 100 characters", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("tbody tr"));
    }

    [Fact]
    public async Task Page_TokenThatHasExpired_CannotBeRevoked()
    {
        var reader = await Portal.Host.ReaderAsync(Roles.Radiologist);
        await using (var db = await Portal.Host.DbAsync())
        {
            await db.AccessTokens.Where(t => t.UserId == reader.Id)
                .ExecuteUpdateAsync(s => s.SetProperty(t => t.ExpiresAt, new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        }

        var page = await OpenAsync(keep: true);

        page.WaitForAssertion(() => Assert.Contains("expired", page.Find("tbody tr").TextContent, StringComparison.Ordinal));
        Assert.Contains("never", page.Find("tbody tr").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("button[aria-label^=Revoke]"));
    }

    private static void Create(IRenderedComponent<TokensPage> page) =>
        page.FindAll("button").Single(b => b.TextContent.Trim() == "Create token").Click();

    /// <param name="keep">With the token that the test's account has from its making.</param>
    private async Task<IRenderedComponent<TokensPage>> OpenAsync(bool keep = false)
    {
        Services.AddSingleton(Portal.Host.Get<AccessTokenService>());
        Services.AddSingleton(Portal.Host.Get<TimeProvider>());
        await SignInAsync(Roles.Radiologist, Policies.SignedIn);
        if (!keep)
        {
            await using var db = await Portal.Host.DbAsync();
            await db.AccessTokens.ExecuteDeleteAsync();
        }

        return Render<TokensPage>();
    }
}
