namespace XrayPortal.Networks;

internal static class NetworksSlice
{
    public static IServiceCollection AddNetworks(this IServiceCollection services) =>
        services.AddSingleton<DrawnPictures>().AddSingleton<NetworkInspector>().AddSingleton<WeightsAtHand>();

    /// <param name="api">The group <c>/api/v1</c>.</param>
    public static void MapNetworks(this IEndpointRouteBuilder api) => NetworkEndpoints.Map(api);
}
