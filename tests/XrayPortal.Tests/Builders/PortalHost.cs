using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using XrayPortal.Accounts;
using XrayPortal.Audit;
using XrayPortal.Data;
using Xunit;

namespace XrayPortal.Tests.Builders;

/// <summary>
/// The whole portal on real Kestrel and real SQLite in a temporary folder. As <c>IClassFixture&lt;PortalHost&gt;</c> with
/// defaults, or by <see cref="StartAsync"/> with settings of one's own.
/// </summary>
public sealed class PortalHost : IAsyncLifetime
{
    public const string Password = "Correct-horse-7-battery";

    private readonly Dictionary<string, (PortalUser User, string Token)> accounts = [];
    private WebApplication? app;
    private readonly Dictionary<string, string?> settings = new(StringComparer.Ordinal) { ["Accounts:SignInsPerMinute"] = "1000" };
    private Action<WebApplicationBuilder>? configure;
    private bool ownsFolder = true;

    /// <summary>Where this portal keeps its data.</summary>
    public string DataRoot { get; private set; } = Directory.CreateTempSubdirectory("xrayportal-test-").FullName;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public IServiceProvider Services => app?.Services ?? throw new InvalidOperationException("Not started.");

    /// <summary>Neither cookie nor token; redirects are not followed.</summary>
    public HttpClient Anonymous { get; private set; } = new();

    /// <param name="configure">Last word on services.</param>
    /// <param name="dataRoot">A folder that outlives this host, to start again on; null for one of its own.</param>
    /// <param name="settings">Settings as in a settings file, <c>Section:Name</c>.</param>
    public static async Task<PortalHost> StartAsync(
        Action<WebApplicationBuilder>? configure = null, string? dataRoot = null, Dictionary<string, string?>? settings = null)
    {
        var host = new PortalHost { configure = configure };
        foreach (var (name, value) in settings ?? []) host.settings[name] = value;
        if (dataRoot is not null)
        {
            Directory.Delete(host.DataRoot, recursive: true);
            (host.DataRoot, host.ownsFolder) = (dataRoot, false);
        }

        await host.InitializeAsync();
        return host;
    }

    public async ValueTask InitializeAsync()
    {
        app = PortalApplication.Build(new PortalSettings(DataRoot, "http://127.0.0.1:0", Overrides: settings, Configure: builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            configure?.Invoke(builder);
        }));
        await Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
        await app.StartAsync();
        Address = new Uri(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Anonymous = NewClient();
    }

    public async ValueTask DisposeAsync()
    {
        Anonymous.Dispose();
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (ownsFolder && Directory.Exists(DataRoot)) Directory.Delete(DataRoot, recursive: true);
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public Task<PortalDb> DbAsync() => Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync();

    /// <summary>A client with a personal access token of an account that holds this one role.</summary>
    public async Task<HttpClient> ClientAsync(string role)
    {
        var client = NewClient();
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", (await AccountAsync(role)).Token);
        return client;
    }

    /// <summary>A personal access token of an account that holds this one role.</summary>
    public async Task<string> TokenAsync(string role) => (await AccountAsync(role)).Token;

    /// <summary>A browser-like client, signed in by password through the sign-in page.</summary>
    public async Task<HttpClient> SignedInAsync(string role)
    {
        var account = await AccountAsync(role);
        var client = NewClient();
        var answer = await client.SubmitAsync("/Account/Login", "sign-in", new()
        {
            ["Input.Name"] = account.User.UserName!,
            ["Input.Password"] = Password,
        });
        Assert.Equal(System.Net.HttpStatusCode.Redirect, answer.StatusCode);
        return client;
    }

    public async Task<Reader> ReaderAsync(string role) => new((await AccountAsync(role)).User.Id, NameOf(role), [role]);

    /// <summary>A client with a cookie jar of its own that follows no redirect.</summary>
    public HttpClient NewClient() => new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = true }) { BaseAddress = Address };

    /// <summary>Events of one subject, in order.</summary>
    public async Task<IReadOnlyList<AuditEvent>> AuditOfAsync(object subject)
    {
        await using var db = await DbAsync();
        var id = subject.ToString();
        return await db.AuditEvents.AsNoTracking().Where(e => e.SubjectId == id).OrderBy(e => e.Sequence).ToListAsync();
    }

    private static string NameOf(string role) => $"test-{role.ToLowerInvariant()}";

    private async Task<(PortalUser User, string Token)> AccountAsync(string role)
    {
        if (accounts.TryGetValue(role, out var known)) return known;
        var user = (await Get<AccountService>().AddAsync(NameOf(role), Password, [role], null, CancellationToken.None)).Value;
        var token = await Get<AccessTokenService>()
            .AddAsync(new Reader(user.Id, user.UserName!, [role]), "test", 1, CancellationToken.None);
        return accounts[role] = (user, token.Value.Secret);
    }
}
