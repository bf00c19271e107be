using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using XrayPortal.Accounts;
using XrayPortal.Tests.Builders;
using Xunit;

namespace XrayPortal.Tests.Api;

public sealed class OperationsTests(OperationsTests.Host host) : IClassFixture<OperationsTests.Host>
{
    private const string ScrapeToken = "a-token-for-the-collector-alone";

    [Fact]
    public async Task Live_Always_Is200() => Assert.Equal(HttpStatusCode.OK, await StatusAsync("/health/live"));

    [Fact]
    public async Task Ready_Answer_NamesTheDatabase()
    {
        var answer = await host.Portal.Anonymous.GetAsync(new Uri("/health/ready", UriKind.Relative));

        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("healthy", json.RootElement.GetProperty("checks").GetProperty("database").GetProperty("status").GetString());
    }

    [Fact]
    public async Task OpenApi_Document_ListsCallsOfTheApiOnly()
    {
        using var json = JsonDocument.Parse(
            await host.Portal.Anonymous.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)));

        var paths = json.RootElement.GetProperty("paths").EnumerateObject().Select(p => p.Name).ToList();
        Assert.Contains("/api/v1/audit", paths);
        Assert.All(paths, p => Assert.StartsWith("/api/v1/", p, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_CollectorOrAdministrator_MayRead()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("/metrics"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/metrics", ScrapeToken));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("/api/v1/audit", ScrapeToken));
        using var clinician = await host.Portal.ClientAsync(Roles.Clinician);
        Assert.Equal(HttpStatusCode.Forbidden, (await clinician.GetAsync(new Uri("/metrics", UriKind.Relative))).StatusCode);
        using var admin = await host.Portal.ClientAsync(Roles.Administrator);
        var figures = await admin.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Contains("http_server_request_duration", figures, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/css/portal.css")]
    [InlineData("/icons/portal.svg")]
    [InlineData("/_content/MudBlazor/MudBlazor.min.css")]
    public async Task Assets_NobodySignedIn_AreServed(string path) => Assert.Equal(HttpStatusCode.OK, await StatusAsync(path));

    [Fact]
    public async Task UnknownPage_SignedIn_Is404InWords()
    {
        using var client = await host.Portal.SignedInAsync(Roles.Clinician);

        var answer = await client.GetAsync(new Uri("/no/such/page", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is no such page", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<HttpStatusCode> StatusAsync(string path, string? token = null)
    {
        using var client = host.Portal.NewClient();
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return (await client.GetAsync(new Uri(path, UriKind.Relative))).StatusCode;
    }

    public sealed class Host : IAsyncLifetime
    {
        public PortalHost Portal { get; private set; } = null!; // set before the first test

        public async ValueTask InitializeAsync() => Portal = await PortalHost.StartAsync(
            settings: new(StringComparer.Ordinal) { ["Operations:ScrapeToken"] = ScrapeToken });

        public ValueTask DisposeAsync() => Portal.DisposeAsync();
    }
}
