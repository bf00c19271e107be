namespace XrayPortal.TrainingRuns;

internal static class TrainingRunsSlice
{
    public static IServiceCollection AddTrainingRuns(this IServiceCollection services, IConfiguration configuration) => services;

    /// <param name="api">The group <c>/api/v1</c>.</param>
    public static void MapTrainingRuns(this IEndpointRouteBuilder api)
    {
    }
}
