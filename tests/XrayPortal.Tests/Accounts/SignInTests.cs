using System.Net;
using XrayPortal.Accounts;
using XrayPortal.Tests.Builders;
using Xunit;

namespace XrayPortal.Tests.Accounts;

public sealed class SignInTests(PortalHost portal) : IClassFixture<PortalHost>
{
    [Fact]
    public async Task Login_RightPassword_OpensTheShellAndIsAudited()
    {
        using var browser = await portal.SignedInAsync(Roles.Clinician);

        var page = await browser.GetAsync(new Uri("/tokens", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains(await portal.AuditOfAsync("test-clinician"), e => e is { Action: "account.signed-in", Outcome: "done" });
    }

    [Fact]
    public async Task Login_FiveWrongPasswords_LocksAndAuditsEachRefusal()
    {
        await portal.ClientAsync(Roles.Adjudicator);
        using var browser = portal.NewClient();

        for (var i = 0; i < 6; i++)
        {
            var answer = await browser.SubmitAsync("/Account/Login", "sign-in", new()
            {
                ["Input.Name"] = "test-adjudicator",
                ["Input.Password"] = i < 5 ? "wrong-password-here" : PortalHost.Password,
            });
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        var refused = (await portal.AuditOfAsync("test-adjudicator")).Where(e => e.Outcome == "refused").ToList();
        Assert.Equal(6, refused.Count);
        Assert.Equal("account is locked", refused[^1].Detail);
    }

    [Fact]
    public async Task Login_TooManyTriesFromOneAddress_WaitsAMinute()
    {
        await using var strict = await PortalHost.StartAsync(
            settings: new(StringComparer.Ordinal) { ["Accounts:SignInsPerMinute"] = "3" });
        using var browser = strict.NewClient();

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            var answer = await browser.SubmitAsync("/Account/Login", "sign-in", new()
            {
                ["Input.Name"] = "nobody",
                ["Input.Password"] = "wrong-password-here",
            });
            answers.Add(answer.StatusCode);
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], answers);
    }

    [Fact]
    public async Task Login_AuditorWithoutReturnAddress_OpensTheTrail()
    {
        await portal.ClientAsync(Roles.Auditor);
        using var browser = portal.NewClient();

        var answer = await browser.SubmitAsync("/Account/Login?ReturnUrl=%2F", "sign-in", new()
        {
            ["Input.Name"] = "test-auditor",
            ["Input.Password"] = PortalHost.Password,
        });

        Assert.Equal("/audit", answer.Headers.Location!.IsAbsoluteUri ? answer.Headers.Location.AbsolutePath : answer.Headers.Location.OriginalString);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    [InlineData(null)]
    public void LocalUrl_ForeignAddress_FallsBack(string? url) => Assert.Equal("/", LocalUrl.Or(url, "/"));

    [Fact]
    public async Task Login_PageHeaders_ForbidForeignScriptsAndFrames()
    {
        var answer = await portal.Anonymous.GetAsync(new Uri("/Account/Login", UriKind.Relative));

        var policy = string.Join(' ', answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self' 'nonce-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src 'self' 'unsafe-inline'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
    }
}
