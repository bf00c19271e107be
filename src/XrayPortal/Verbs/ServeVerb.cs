using System.CommandLine;
using XrayPortal.Data;

namespace XrayPortal.Verbs;

internal static class ServeVerb
{
    private static readonly Option<string> urls = new("--urls")
    {
        Description = "Addresses to listen on, separated by semicolons.",
        DefaultValueFactory = _ => "http://127.0.0.1:5080",
    };

    private static readonly Option<bool> demo = new("--demo")
    {
        Description = "Seed one account per role (printed) and synthetic films, marked as such.",
    };

    public static Command Create()
    {
        var command = new Command("serve", "Run the portal.") { urls, demo };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new PortalSettings(parsed.GetValue(PortalCommand.Data)!, parsed.GetValue(urls)!, parsed.GetValue(demo)), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(PortalSettings settings, CancellationToken cancellationToken)
    {
        await using var app = PortalApplication.Build(settings);
        await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(cancellationToken);
        await app.RunAsync(cancellationToken);
        return 0;
    }
}
