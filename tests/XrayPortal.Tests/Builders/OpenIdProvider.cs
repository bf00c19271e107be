using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace XrayPortal.Tests.Builders;

/// <summary>A real OpenID Connect provider (OpenIddict) on Kestrel, with one person who is signed in there already.</summary>
internal sealed class OpenIdProvider : IAsyncDisposable
{
    public const string ClientId = "xrayportal";
    public const string ClientSecret = "a-secret-between-two-servers";

    private readonly SqliteConnection connection;
    private readonly WebApplication app;

    private OpenIdProvider(SqliteConnection connection, WebApplication app)
    {
        this.connection = connection;
        this.app = app;
    }

    public string Subject { get; set; } = "subject-1";

    public string Name { get; set; } = "anna";

    public string[] Groups { get; set; } = [];

    public string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<OpenIdProvider> StartAsync()
    {
        var memory = new SqliteConnection("Data Source=:memory:");
        await memory.OpenAsync();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddDbContext<DbContext>(o => o.UseSqlite(memory).UseOpenIddict());
        builder.Services.AddOpenIddict()
            .AddCore(o => o.UseEntityFrameworkCore().UseDbContext<DbContext>())
            .AddServer(o => o
                .SetAuthorizationEndpointUris("connect/authorize").SetTokenEndpointUris("connect/token")
                .AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange()
                .RegisterScopes(Scopes.Profile)
                .AddEphemeralEncryptionKey().AddEphemeralSigningKey()
                .UseAspNetCore().EnableAuthorizationEndpointPassthrough().DisableTransportSecurityRequirement());
        var provider = new OpenIdProvider(memory, builder.Build());
        await provider.RunAsync();
        return provider;
    }

    /// <summary>Makes the portal at this address known; nobody else may have a code sent to them.</summary>
    public async Task RegisterAsync(Uri portal)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>().CreateAsync(new OpenIddictApplicationDescriptor
        {
            ClientId = ClientId,
            ClientSecret = ClientSecret,
            ConsentType = ConsentTypes.Implicit,
            RedirectUris = { new Uri(portal, "/Account/External/Code") },
            Permissions =
            {
                Permissions.Endpoints.Authorization, Permissions.Endpoints.Token, Permissions.GrantTypes.AuthorizationCode,
                Permissions.ResponseTypes.Code, Permissions.Scopes.Profile,
            },
        });
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await connection.DisposeAsync();
    }

    private async Task RunAsync()
    {
        await using (var scope = app.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<DbContext>().Database.EnsureCreatedAsync();
        app.MapGet("/connect/authorize", () =>
        {
            var identity = new ClaimsIdentity("person", Claims.Name, Claims.Role);
            identity.SetClaim(Claims.Subject, Subject).SetClaim(Claims.PreferredUsername, Name).SetClaims("groups", [.. Groups]);
            identity.SetScopes(Scopes.OpenId, Scopes.Profile);
            identity.SetDestinations(_ => [Destinations.IdentityToken]);
            return Results.SignIn(
                new ClaimsPrincipal(identity), authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        });
        await app.StartAsync();
    }
}
