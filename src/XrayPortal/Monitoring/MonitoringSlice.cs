using XrayPortal.Api;
using XrayPortal.Decoding;

namespace XrayPortal.Monitoring;

internal static class MonitoringSlice
{
    public static IServiceCollection AddMonitoring(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MonitoringOptions>().Bind(configuration.GetSection(MonitoringOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddHealthChecks()
            .AddCheck<ModelHealth>("model", tags: [OperationsEndpoints.Ready])
            .AddCheck<DecoderHealth>("decoder", tags: [OperationsEndpoints.Ready])
            .AddCheck<DiskHealth>("disk", tags: [OperationsEndpoints.Ready]);
        return services.AddHostedService<PortalMeters>();
    }
}
