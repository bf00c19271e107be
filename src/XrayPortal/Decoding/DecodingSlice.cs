namespace XrayPortal.Decoding;

internal static class DecodingSlice
{
    public static IServiceCollection AddDecoding(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DecodeOptions>().Bind(configuration.GetSection(DecodeOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<DecodePool>();
    }
}
