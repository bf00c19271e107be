using System.Security.Claims;
using XrayPortal.Accounts;

namespace XrayPortal.Audit;

internal static class AuditSlice
{
    public static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddSingleton<AuditTrail>().AddSingleton<AuditReader>().AddSingleton<AuditCheck>();

    public static void MapAudit(this IEndpointRouteBuilder api)
    {
        api.MapGet("/audit", (
                DateTimeOffset? from, DateTimeOffset? to, string? actor, string? action, long? cursor, int? limit, AuditReader reader,
                CancellationToken cancellationToken) =>
                reader.PageAsync(new AuditFilter(from, to, actor, action), cursor, limit ?? 100, cancellationToken))
            .RequireAuthorization(Policies.MayAudit).WithTags("Audit").WithSummary("Who did what, when, with what outcome; newest first");
        api.MapGet("/audit/verdict", (AuditCheck check, CancellationToken cancellationToken) => check.VerifyAsync(cancellationToken))
            .RequireAuthorization(Policies.MayAudit).WithTags("Audit").WithSummary("Whether the chain of hashes is whole");
        api.MapGet("/audit.csv", async (
                DateTimeOffset? from, DateTimeOffset? to, string? actor, string? action, AuditReader reader, AuditTrail trail,
                ClaimsPrincipal user, CancellationToken cancellationToken) =>
            {
                await trail.RecordAsync(
                    Reader.From(user), "audit.exported", "audit", "csv", Outcomes.Done, string.Empty, cancellationToken);
                var events = reader.AllAsync(new AuditFilter(from, to, actor, action), cancellationToken);
                return TypedResults.Stream(
                    stream => AuditCsv.WriteAsync(events, stream, cancellationToken), "text/csv", "audit.csv");
            })
            .RequireAuthorization(Policies.MayAudit).WithTags("Audit").WithSummary("The same as CSV, oldest first");
    }
}
