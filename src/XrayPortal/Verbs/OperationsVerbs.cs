using System.CommandLine;
using System.Text.Json;
using XrayPortal.Audit;
using XrayPortal.Data;
using XrayPortal.Imaging;

namespace XrayPortal.Verbs;

/// <summary><c>migrate</c>, <c>backup</c>, <c>restore</c>, <c>audit verify</c>.</summary>
internal static class OperationsVerbs
{
    private static readonly Argument<string> file = new("FILE") { Description = "The archive, .tar.gz." };

    private static readonly Option<bool> json = new("--json") { Description = "Answer as one JSON object." };

    public static IEnumerable<Command> Create()
    {
        var migrate = new Command("migrate", "Bring the database to this version's schema.") { json };
        migrate.SetAction(MigrateAsync);
        yield return migrate;

        var backup = new Command("backup", "Write database, films, models and runs to one file; the portal may run on.") { file, json };
        backup.SetAction((parsed, cancellationToken) => ArchiveAsync(
            parsed, "Wrote", (service, path) => service.BackUpAsync(path, cancellationToken)));
        yield return backup;

        var restore = new Command("restore", "Unpack a backup into a data folder that holds no portal.") { file, json };
        restore.SetAction((parsed, cancellationToken) => ArchiveAsync(
            parsed, "Restored", (service, path) => service.RestoreAsync(path, cancellationToken)));
        yield return restore;

        var verify = new Command("verify", "Recompute the chain of hashes; names the first broken sequence.") { json };
        verify.SetAction(VerifyAsync);
        yield return new Command("audit", "The audit trail.") { verify };
    }

    private static async Task<int> MigrateAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var host = VerbHost.Create(parsed.GetValue(PortalCommand.Data)!);
        var applied = await host.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(cancellationToken);
        Say(parsed, applied.Count == 0 ? "Up to date." : $"Applied {string.Join(", ", applied)}.", new { applied });
        return VerbAnswer.Done;
    }

    private static async Task<int> ArchiveAsync(
        ParseResult parsed, string done, Func<BackupService, string, Task<Result<long>>> act)
    {
        await using var host = VerbHost.Create(parsed.GetValue(PortalCommand.Data)!);
        var path = Path.GetFullPath(parsed.GetValue(file)!);
        var result = await act(host.Services.GetRequiredService<BackupService>(), path);
        if (result.IsRefused) return VerbAnswer.Say(result.Refusal);
        Say(parsed, $"{done} {path}, {result.Value} bytes.", new { file = path, bytes = result.Value });
        return VerbAnswer.Done;
    }

    private static async Task<int> VerifyAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var host = VerbHost.Create(parsed.GetValue(PortalCommand.Data)!);
        var migrator = host.Services.GetRequiredService<DatabaseMigrator>();
        if (!migrator.DatabaseExists) return VerbAnswer.Say(BackupRefusals.NothingHere);
        await migrator.MigrateAsync(cancellationToken);
        var verdict = await host.Services.GetRequiredService<AuditCheck>().VerifyAsync(cancellationToken);
        if (parsed.GetValue(json))
            Say(parsed, string.Empty, new { whole = verdict.Whole, events = verdict.Events, head = verdict.Head, firstBroken = verdict.FirstBroken });
        else if (verdict.Whole)
            Console.WriteLine(verdict.Sentence);
        return verdict.Whole
            ? VerbAnswer.Done
            : VerbAnswer.Say(new Refusal("audit.broken", RefusalKind.Conflict, verdict.Sentence));
    }

    private static void Say<T>(ParseResult parsed, string sentence, T answer) =>
        Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(answer) : sentence);
}
