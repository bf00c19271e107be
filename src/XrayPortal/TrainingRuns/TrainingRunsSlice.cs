using XrayPortal.Films;

namespace XrayPortal.TrainingRuns;

internal static class TrainingRunsSlice
{
    public static IServiceCollection AddTrainingRuns(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TrainingRunOptions>()
            .Bind(configuration.GetSection(TrainingRunOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Engine>().AddSingleton<TrainingRunFeed>().AddSingleton<TrainingRunService>().AddSingleton<EngineArguments>();
        return services.AddSingleton<IWorkHandler, TrainingWorker>();
    }

    /// <param name="api">The group <c>/api/v1</c>.</param>
    public static void MapTrainingRuns(this IEndpointRouteBuilder api) => TrainingRunEndpoints.Map(api);
}
