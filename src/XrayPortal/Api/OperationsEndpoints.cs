using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using XrayPortal.Accounts;
using XrayPortal.Data;

namespace XrayPortal.Api;

/// <summary>What keeps a portal running asks for: is it alive, can it work, how does it do.</summary>
internal static class OperationsEndpoints
{
    /// <summary>Tag of checks that say whether films can be assessed now; slices add theirs with it.</summary>
    public const string Ready = "ready";

    private const string MayScrape = nameof(MayScrape);

    public static IServiceCollection AddOperations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OperationsOptions>()
            .Bind(configuration.GetSection("Operations")).ValidateDataAnnotations().ValidateOnStart();
        services.AddHealthChecks().AddDbContextCheck<PortalDb>("database", tags: [Ready]);
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
                "Microsoft.AspNetCore.Components.Server.Circuits", "System.Runtime", "XrayPortal*")
            .AddPrometheusExporter());
        services.AddAuthorizationBuilder().AddPolicy(MayScrape, p => p.AddRequirements(new Scraping()));
        services.AddSingleton<IAuthorizationHandler, ScrapingHandler>();
        return services;
    }

    public static void MapOperations(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(Ready),
            ResponseWriter = WriteAsync,
        }).AllowAnonymous();
        app.MapPrometheusScrapingEndpoint("/metrics").RequireAuthorization(MayScrape);
    }

    // Names and sentences of checks only: the answer is for everyone who can reach the port.
    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString().ToLowerInvariant(),
        checks = report.Entries.ToDictionary(
            e => e.Key, e => new { status = e.Value.Status.ToString().ToLowerInvariant(), sentence = e.Value.Description }),
    });

    private sealed class Scraping : IAuthorizationRequirement;

    /// <summary>An administrator, or a collector with the configured token. Figures tell how busy a hospital is: not for everyone.</summary>
    private sealed class ScrapingHandler(IOptions<OperationsOptions> options, IHttpContextAccessor http)
        : AuthorizationHandler<Scraping>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, Scraping requirement)
        {
            if (context.User.IsInRole(Roles.Administrator) || HasToken()) context.Succeed(requirement);
            return Task.CompletedTask;
        }

        private bool HasToken() =>
            options.Value.ScrapeToken is { } wanted && http.HttpContext is { } call
            && BearerHandler.SecretOf(call.Request) is { } sent
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), Encoding.UTF8.GetBytes(wanted));
    }
}
