using XrayPortal.Films;

namespace XrayPortal.EvaluationRuns;

internal static class EvaluationRunsSlice
{
    public static IServiceCollection AddEvaluationRuns(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<EvaluationRunOptions>()
            .Bind(configuration.GetSection(EvaluationRunOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<EvaluationRunFeed>().AddSingleton<EvaluationRunService>();
        return services.AddSingleton<IWorkHandler, EvaluationWorker>();
    }

    /// <param name="api">The group <c>/api/v1</c>.</param>
    public static void MapEvaluationRuns(this IEndpointRouteBuilder api) => EvaluationRunEndpoints.Map(api);
}
