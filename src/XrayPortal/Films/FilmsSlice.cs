namespace XrayPortal.Films;

internal static class FilmsSlice
{
    public static IServiceCollection AddFilms(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<FilmOptions>().Bind(configuration.GetSection(FilmOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<WorkOptions>().Bind(configuration.GetSection(WorkOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<FilmStore>().AddSingleton<FilmPixels>().AddSingleton<FilmPictures>();
        services.AddSingleton<FilmNotifier>().AddSingleton<FilmReading>();
        services.AddSingleton<FilmIntake>().AddSingleton<FilmUpload>().AddSingleton<PictureDesk>().AddSingleton<DemoFilms>();
        services.AddSingleton<WorkQueue>().AddSingleton<IWorkHandler, FilmScoring>();
        return services.AddHostedService<FilmStoreSweep>().AddHostedService<FilmIdentities>().AddHostedService<CodecProbe>().AddHostedService<WorkRunner>();
    }

    /// <param name="api">The group <c>/api/v1</c>.</param>
    public static void MapFilms(this IEndpointRouteBuilder api) => FilmEndpoints.Map(api);
}
