using System.Diagnostics;
using System.Text.Json;
using XrayPortal.Accounts;
using XrayPortal.Tests.Builders;
using Xunit;

namespace XrayPortal.Tests.Verbs;

/// <summary>The command line as a real process.</summary>
public sealed class VerbTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("xrayportal-verbs-").FullName;

    private string Data => Path.Combine(folder, "data");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Accounts_BeforeTheFirstStart_WorkThenOpenTheApi()
    {
        var user = await RunAsync(PortalHost.Password, "user", "add", "anna", "--role", "auditor", "--password-stdin");
        var token = await RunAsync(null, "token", "add", "anna", "--days", "2");

        Assert.Equal((0, 0), (user.Code, token.Code));
        await using var portal = await PortalHost.StartAsync(dataRoot: Data);
        var reader = await portal.Get<AccessTokenService>().FindAsync(token.Output.Split()[^1], CancellationToken.None);
        Assert.Equal("anna", reader?.Name);
        Assert.Equal([Roles.Auditor], reader!.Roles);
    }

    [Fact]
    public async Task Accounts_WhileThePortalRuns_WorkToo()
    {
        await using var portal = await PortalHost.StartAsync(dataRoot: Data);

        var user = await RunAsync(PortalHost.Password, "user", "add", "anna", "--role", "Clinician", "--password-stdin");

        Assert.Equal(0, user.Code);
        Assert.Single(await portal.AuditOfAsync("anna"), e => e.Action == "account.created");
    }

    [Theory]
    [InlineData("user add anna --role Clinician")]
    [InlineData("user add anna --password-stdin")]
    [InlineData("token")]
    [InlineData("nonsense")]
    [InlineData("token add anna --days many")]
    public async Task Usage_Wrong_Is2(string line) => Assert.Equal(2, (await RunAsync(null, line.Split(' '))).Code);

    [Theory]
    [InlineData("account.no-such-role", "user", "add", "anna", "--role", "Pope", "--password-stdin")]
    [InlineData("account.password", "user", "add", "anna", "--role", "Clinician", "--password-stdin")]
    [InlineData("account.not-found", "token", "add", "nobody")]
    [InlineData("data.nothing-here", "audit", "verify")]
    [InlineData("data.nothing-here", "backup", "/tmp/never.tar.gz")]
    [InlineData("backup.no-such-file", "restore", "/tmp/no-such-file.tar.gz")]
    public async Task Refusal_Is1WithOneSentenceAndItsCode(string code, params string[] line)
    {
        var answer = await RunAsync("short", line);

        Assert.Equal(1, answer.Code);
        Assert.StartsWith(code + ": ", answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', answer.Error.Trim());
        Assert.Empty(answer.Output);
    }

    [Fact]
    public async Task BackupAndRestore_WhileThePortalRuns_BringEverythingBackButKeys()
    {
        var archive = Path.Combine(folder, "backup.tar.gz");
        await using (var portal = await PortalHost.StartAsync(dataRoot: Data))
        {
            await portal.ReaderAsync(Roles.Clinician);
            Directory.CreateDirectory(Path.Combine(Data, "films", "ab"));
            await File.WriteAllTextAsync(Path.Combine(Data, "films", "ab", "abcd"), "a film");
            Assert.Equal(0, (await RunAsync(null, "backup", archive)).Code);
        }

        var elsewhere = Path.Combine(folder, "elsewhere");
        var restored = await RunOnAsync(elsewhere, null, "restore", archive);
        var again = await RunOnAsync(elsewhere, null, "restore", archive);
        var verified = await RunOnAsync(elsewhere, null, "audit", "verify", "--json");

        Assert.Equal((0, 1, 0), (restored.Code, again.Code, verified.Code));
        Assert.Equal("a film", await File.ReadAllTextAsync(Path.Combine(elsewhere, "films", "ab", "abcd")));
        Assert.Empty(Directory.GetFiles(Path.Combine(elsewhere, "keys")));
        using var json = JsonDocument.Parse(verified.Output);
        Assert.True(json.RootElement.GetProperty("whole").GetBoolean());
        await using var second = await PortalHost.StartAsync(dataRoot: elsewhere);
        Assert.Contains(await second.AuditOfAsync("data"), e => e.Action == "backup.restored");
    }

    [Fact]
    public async Task Restore_FileThatIsNoBackup_LeavesTheFolderEmpty()
    {
        var archive = Path.Combine(folder, "picture.png");
        await File.WriteAllTextAsync(archive, "no archive at all");

        var answer = await RunAsync(null, "restore", archive);

        Assert.StartsWith("backup.not-a-backup: ", answer.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Data, "portal.db")));
    }

    private Task<(int Code, string Output, string Error)> RunAsync(string? input, params string[] line) => RunOnAsync(Data, input, line);

    private static async Task<(int Code, string Output, string Error)> RunOnAsync(string data, string? input, params string[] line)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(PortalApplication).Assembly.Location, .. line, "--data", data])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        if (input is not null) await process.StandardInput.WriteLineAsync(input);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, (await output).Trim(), await error);
    }
}
