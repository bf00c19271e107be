namespace XrayPortal.Audit;

internal static class AuditSlice
{
    public static IServiceCollection AddAudit(this IServiceCollection services) => services.AddSingleton<AuditTrail>();

    public static void MapAudit(this IEndpointRouteBuilder api)
    {
    }
}
