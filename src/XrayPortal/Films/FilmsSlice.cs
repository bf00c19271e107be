namespace XrayPortal.Films;

internal static class FilmsSlice
{
    public static IServiceCollection AddFilms(this IServiceCollection services, IConfiguration configuration) => services;

    /// <param name="api">The group <c>/api/v1</c>.</param>
    public static void MapFilms(this IEndpointRouteBuilder api)
    {
    }
}
