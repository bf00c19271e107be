namespace XrayPortal.DicomWeb;

internal static class DicomWebSlice
{
    public const string BasePath = "/dicom-web";

    public static IServiceCollection AddDicomWeb(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DicomWebOptions>().Bind(configuration.GetSection(DicomWebOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<StowService>().AddSingleton<StudyCatalogue>().AddSingleton<QidoEndpoints.SearchDesk>()
            .AddSingleton<WadoObjects>().AddSingleton<RetrieveDesk>();
    }

    /// <summary>The services of DICOMweb; docs/conformance.md lists them. They are not in the OpenAPI document: the standard describes them.</summary>
    public static void MapDicomWeb(this IEndpointRouteBuilder app)
    {
        var web = app.MapGroup(BasePath).DisableAntiforgery().ExcludeFromDescription();
        StowEndpoints.Map(web);
        QidoEndpoints.Map(web);
        WadoEndpoints.Map(web);
    }
}
