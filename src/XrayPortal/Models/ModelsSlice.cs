namespace XrayPortal.Models;

internal static class ModelsSlice
{
    public static IServiceCollection AddModels(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ModelOptions>().Bind(configuration.GetSection(ModelOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ModelShelf>().AddSingleton<ModelRegistry>();
        return services.AddHostedService<ModelWatch>();
    }

    /// <param name="api">The group <c>/api/v1</c>.</param>
    public static void MapModels(this IEndpointRouteBuilder api) => ModelEndpoints.Map(api);
}
