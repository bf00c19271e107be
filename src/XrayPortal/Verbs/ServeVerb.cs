using System.CommandLine;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using XrayPortal.Accounts;
using XrayPortal.Data;
using XrayPortal.Decoding;
using XrayPortal.Films;
using XrayPortal.Imaging;

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

    private static readonly Refusal running = new(
        "serve.running", RefusalKind.Conflict,
        "Another portal serves this data folder. Stop it first, or choose another folder with --data.");

    public static Command Create()
    {
        var command = new Command("serve", "Run the portal.") { urls, demo };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new PortalSettings(parsed.GetValue(PortalCommand.Data)!, parsed.GetValue(urls)!, parsed.GetValue(demo)), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(PortalSettings settings, CancellationToken cancellationToken)
    {
        using var alone = FileLock.TryTake(new DataFolder(settings.DataFolder).ServeLock);
        if (alone is null) return VerbAnswer.Say(running);
        await using var app = PortalApplication.Build(settings);
        await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(cancellationToken);
        await app.StartAsync(cancellationToken);
        await app.Services.GetRequiredService<DecodePool>().WarmAsync(cancellationToken);
        await WelcomeAsync(app, settings, cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
        return VerbAnswer.Done;
    }

    private static async Task WelcomeAsync(WebApplication app, PortalSettings settings, CancellationToken cancellationToken)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Console.WriteLine($"XrayPortal listens on {address}");
        if (settings.Demo)
        {
            Console.WriteLine("Demonstration accounts, with passwords that change at each start:");
            foreach (var (name, password) in await app.Services.GetRequiredService<DemoAccounts>().SeedAsync(cancellationToken))
                Console.WriteLine($"  {name,-20} {password}");
            await app.Services.GetRequiredService<DemoFilms>().SeedAsync(cancellationToken);
            Console.WriteLine("A dozen synthetic films wait in the worklist.");
        }
        else if (!await app.Services.GetRequiredService<AccountService>().HasAdministratorAsync(cancellationToken))
        {
            Console.WriteLine("There is no administrator yet. Make the first one here, once:");
            Console.WriteLine($"  {address}{app.Services.GetRequiredService<SetupLink>().Path}");
        }
    }
}
