using XrayPortal.Films;

namespace XrayPortal.Pacs;

internal static class PacsSlice
{
    public static IServiceCollection AddPacs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PacsOptions>().Bind(configuration.GetSection(PacsOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddHttpClient(ArchiveClient.HttpClientName)
            .RemoveAllLoggers() // addresses of searches name patients
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false, // a foreign answer sends nobody elsewhere
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(10),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            })
            .ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan); // each archive has its own
        services.AddSingleton<ArchiveDirectory>().AddSingleton<ResultObjects>();
        return services.AddSingleton<TransferService>().AddSingleton<PullService>().AddSingleton<PullRuleService>().AddSingleton<IWorkHandler, TransferWorker>().AddSingleton<IWorkHandler, PullWorker>();
    }

    /// <param name="api">The group <c>/api/v1</c>.</param>
    public static void MapPacs(this IEndpointRouteBuilder api)
    {
        TransferEndpoints.Map(api);
        PullEndpoints.Map(api);
    }
}
