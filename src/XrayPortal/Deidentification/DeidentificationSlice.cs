namespace XrayPortal.Deidentification;

internal static class DeidentificationSlice
{
    public static IServiceCollection AddDeidentification(this IServiceCollection services) =>
        services.AddSingleton<DeidentificationKey>().AddSingleton<FilmExport>();

    /// <param name="api">The group <c>/api/v1</c>.</param>
    public static void MapDeidentification(this IEndpointRouteBuilder api) => ExportEndpoints.Map(api);
}
