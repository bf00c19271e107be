using System.Text.Json;
using System.Text.Json.Serialization;
using XrayPortal.Accounts;
using XrayPortal.Api;
using XrayPortal.Audit;
using XrayPortal.Data;
using XrayPortal.Decoding;
using XrayPortal.Deidentification;
using XrayPortal.DicomWeb;
using XrayPortal.EvaluationRuns;
using XrayPortal.Films;
using XrayPortal.Flags;
using XrayPortal.Models;
using XrayPortal.Monitoring;
using XrayPortal.Networks;
using XrayPortal.Pacs;
using XrayPortal.Reports;
using XrayPortal.Shell;
using XrayPortal.TrainingRuns;
using XrayPortal.Worklist;

namespace XrayPortal;

/// <summary>What <c>serve</c> was asked for.</summary>
/// <param name="DataFolder">Where everything is kept.</param>
/// <param name="Urls">Addresses to listen on, separated by semicolons.</param>
/// <param name="Demo">Seed one account per role and synthetic films.</param>
/// <param name="Overrides">Settings that win over all files and the environment.</param>
/// <param name="Configure">Last word on services; tests use it.</param>
public sealed record PortalSettings(
    string DataFolder, string Urls, bool Demo = false, IReadOnlyDictionary<string, string?>? Overrides = null,
    Action<WebApplicationBuilder>? Configure = null);

/// <summary>Puts the slices together; nothing else happens here.</summary>
public static class PortalApplication
{
    public static WebApplication Build(PortalSettings settings)
    {
        var folder = new DataFolder(settings.DataFolder);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(PortalApplication).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration.AddPortalSettings(folder);
        if (settings.Overrides is not null) builder.Configuration.AddInMemoryCollection(settings.Overrides);
        builder.WebHost.UseUrls(settings.Urls);
        builder.WebHost.UseStaticWebAssets(); // the built program runs in Production, too
        builder.Services.AddSingleton(settings);
        AddServices(builder.Services, builder.Configuration, folder);
        settings.Configure?.Invoke(builder);

        var app = builder.Build();
        app.UseShell();
        app.MapShell();
        app.MapAccounts();
        app.MapOperations();
        var api = app.MapApi();
        api.MapAudit();
        api.MapFilms();
        api.MapFlags();
        api.MapModels();
        api.MapTrainingRuns();
        api.MapNetworks();
        api.MapEvaluationRuns();
        api.MapReports();
        api.MapPacs();
        api.MapDeidentification();
        app.MapDicomWeb();
        return app;
    }

    /// <summary>Services that verbs need, too; no web server among them.</summary>
    internal static void AddFoundation(IServiceCollection services, IConfiguration configuration, DataFolder folder)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(configuration);
        services.AddData(configuration, folder);
        services.AddAudit();
        services.AddAccounts(configuration, folder);
        services.ConfigureHttpJsonOptions(o => Configure(o.SerializerOptions));
    }

    /// <summary>Settings in rising order: the program's, the data folder's, the environment's.</summary>
    internal static void AddPortalSettings(this IConfigurationBuilder configuration, DataFolder folder) => configuration
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
        .AddJsonFile(Path.Combine(folder.Root, "settings.json"), optional: true)
        .AddEnvironmentVariables()
        .AddEnvironmentVariables("XRAYPORTAL_");

    private static void AddServices(IServiceCollection services, IConfiguration configuration, DataFolder folder)
    {
        AddFoundation(services, configuration, folder);
        services.AddShell();
        services.AddApi(configuration);
        services.AddModels(configuration);
        services.AddDecoding(configuration);
        services.AddFilms(configuration);
        services.AddDicomWeb(configuration);
        services.AddWorklist();
        services.AddFlags(configuration);
        services.AddTrainingRuns(configuration);
        services.AddNetworks();
        services.AddEvaluationRuns(configuration);
        services.AddReports(configuration);
        services.AddPacs(configuration);
        services.AddDeidentification();
        services.AddMonitoring(configuration);
    }

    private static void Configure(JsonSerializerOptions json) =>
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower));
}
