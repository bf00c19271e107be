using System.CommandLine;

namespace XrayPortal.Verbs;

/// <summary>The command line. Exit code 0: done, 1: refused or failed, 2: wrong usage.</summary>
internal static class PortalCommand
{
    public static readonly Option<string> Data = new("--data")
    {
        Description = "Folder that holds everything the portal keeps.",
        DefaultValueFactory = _ => "./data",
        Recursive = true,
    };

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("XrayPortal") { Data };
        root.Add(ServeVerb.Create());
        root.Add(AccountVerbs.CreateUser());
        root.Add(AccountVerbs.CreateToken());
        var parsed = root.Parse(args);
        return parsed.Errors.Count > 0 ? await ShowUsageAsync(parsed) : await parsed.InvokeAsync();
    }

    private static async Task<int> ShowUsageAsync(ParseResult parsed)
    {
        await parsed.InvokeAsync();
        return 2;
    }
}
