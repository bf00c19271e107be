namespace XrayPortal.Flags;

internal static class FlagsSlice
{
    public static IServiceCollection AddFlags(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton<FlagService>().AddSingleton<FlaggedCases>();

    /// <param name="api">The group <c>/api/v1</c>.</param>
    public static void MapFlags(this IEndpointRouteBuilder api) => FlagEndpoints.Map(api);
}
