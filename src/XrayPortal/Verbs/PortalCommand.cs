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
        root.Add(ScoreVerb.Create());
        root.Add(DecodeWorkerVerb.Create());
        root.Add(AccountVerbs.CreateUser());
        root.Add(AccountVerbs.CreateToken());
        foreach (var verb in OperationsVerbs.Create()) root.Add(verb);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            await parsed.InvokeAsync(); // says what is wrong, and how it should be
            return VerbAnswer.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (OperationCanceledException)
        {
            return VerbAnswer.Refused;
        }
        catch (Exception e)
        {
            // The boundary of every verb: a broken environment is one sentence, not a stack.
            await Console.Error.WriteLineAsync($"verb.failed: {e.Message}");
            return VerbAnswer.Refused;
        }
    }
}
