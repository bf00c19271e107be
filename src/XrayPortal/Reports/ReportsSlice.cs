namespace XrayPortal.Reports;

internal static class ReportsSlice
{
    public static IServiceCollection AddReports(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton<ReportService>();

    /// <param name="api">The group <c>/api/v1</c>.</param>
    public static void MapReports(this IEndpointRouteBuilder api) => ReportEndpoints.Map(api);
}
