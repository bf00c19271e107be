using XrayPortal.Data;
using XrayPortal.Imaging;

namespace XrayPortal.Verbs;

/// <summary>Services without a web server, for verbs that work beside a running portal or before its first start.</summary>
internal sealed class VerbHost : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private VerbHost(ServiceProvider services) => this.services = services;

    public IServiceProvider Services => services;

    /// <summary>Opens the data folder and brings its database up to date.</summary>
    public static async Task<VerbHost> OpenAsync(string data, CancellationToken cancellationToken)
    {
        var host = Create(data);
        await host.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(cancellationToken);
        return host;
    }

    public static VerbHost Create(string data)
    {
        var folder = new DataFolder(data);
        var configuration = new ConfigurationBuilder();
        configuration.AddPortalSettings(folder);
        var collection = new ServiceCollection();
        collection.AddLogging(l => l.AddSimpleConsole().SetMinimumLevel(LogLevel.Error));
        collection.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            o => o.LogToStandardErrorThreshold = LogLevel.Trace); // standard output is for the answer
        PortalApplication.AddFoundation(collection, configuration.Build(), folder);
        return new VerbHost(collection.BuildServiceProvider());
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();
}

/// <summary>How a verb says no: one sentence with its code on standard error.</summary>
internal static class VerbAnswer
{
    public const int Done = 0;
    public const int Refused = 1;
    public const int Usage = 2;

    public static int Say(Refusal refusal)
    {
        Console.Error.WriteLine($"{refusal.Code}: {refusal.Sentence}");
        return Refused;
    }
}
