namespace XrayPortal.EvaluationRuns;

internal static class EvaluationRunsSlice
{
    public static IServiceCollection AddEvaluationRuns(this IServiceCollection services, IConfiguration configuration) => services;

    /// <param name="api">The group <c>/api/v1</c>.</param>
    public static void MapEvaluationRuns(this IEndpointRouteBuilder api)
    {
    }
}
