namespace XrayPortal.Models;

internal static class ModelsSlice
{
    public static IServiceCollection AddModels(this IServiceCollection services, IConfiguration configuration) => services;

    /// <param name="api">The group <c>/api/v1</c>.</param>
    public static void MapModels(this IEndpointRouteBuilder api)
    {
    }
}
