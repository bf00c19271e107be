using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using XrayPortal.Accounts;
using XrayPortal.Tests.Builders;
using Xunit;

namespace XrayPortal.Tests.Accounts;

public sealed class AccessTokenTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 5, 1, 8, 0, 0, TimeSpan.Zero));
    private PortalHost portal = null!; // set before each test
    private Reader auditor = null!;

    private AccessTokenService Tokens => portal.Get<AccessTokenService>();

    public async ValueTask InitializeAsync()
    {
        portal = await PortalHost.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        auditor = await portal.ReaderAsync(Roles.Auditor);
    }

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    [Fact]
    public async Task Token_Fresh_OpensTheApiAndIsStoredOnlyAsHash()
    {
        var token = (await Tokens.AddAsync(auditor, "script", 30, CancellationToken.None)).Value;

        Assert.Equal(HttpStatusCode.OK, await CallAsync(token.Secret));
        var row = Assert.Single(await Tokens.ListAsync(auditor, CancellationToken.None), t => t.Name == "script");
        Assert.NotEqual(token.Secret, row.Hash);
        Assert.Equal(clock.GetUtcNow(), row.LastUsedAt);
    }

    [Fact]
    public async Task Token_Expired_Is401()
    {
        var token = (await Tokens.AddAsync(auditor, "script", 1, CancellationToken.None)).Value;

        clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(token.Secret));
    }

    [Fact]
    public async Task Token_RevokedOrOwnerLocked_Is401()
    {
        var revoked = (await Tokens.AddAsync(auditor, "revoked", 30, CancellationToken.None)).Value;
        var other = (await Tokens.AddAsync(auditor, "other", 30, CancellationToken.None)).Value;

        await Tokens.RevokeAsync(auditor, revoked.Token.Id, CancellationToken.None);
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(revoked.Secret));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(other.Secret));

        var admin = await portal.ReaderAsync(Roles.Administrator);
        await portal.Get<AccountService>().SetLockAsync(auditor.Id, true, admin, CancellationToken.None);
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(other.Secret));
    }

    [Fact]
    public async Task Revoke_SomebodyElsesToken_IsNotFound()
    {
        var token = (await Tokens.AddAsync(auditor, "script", 30, CancellationToken.None)).Value;

        var result = await Tokens.RevokeAsync(await portal.ReaderAsync(Roles.Clinician), token.Token.Id, CancellationToken.None);

        Assert.Equal("token.not-found", result.Refusal?.Code);
    }

    [Theory]
    [InlineData("", 30, "token.name")]
    [InlineData("script", 0, "token.days")]
    [InlineData("script", 367, "token.days")]
    public async Task Add_OutOfBounds_Refuses(string name, int days, string code) =>
        Assert.Equal(code, (await Tokens.AddAsync(auditor, name, days, CancellationToken.None)).Refusal?.Code);

    [Theory]
    [InlineData("nonsense")]
    [InlineData("xrp_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Token_Unknown_Is401(string secret) => Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(secret));

    private async Task<HttpStatusCode> CallAsync(string secret)
    {
        using var client = portal.NewClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return (await client.GetAsync(new Uri("/api/v1/audit", UriKind.Relative))).StatusCode;
    }
}
