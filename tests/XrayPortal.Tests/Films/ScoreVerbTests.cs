using System.Diagnostics;
using System.Text.Json;
using XrayPortal.Inference.Tests.Builders;
using Xunit;
using static XrayPortal.Tests.Films.FilmPortal;

namespace XrayPortal.Tests.Films;

/// <summary><c>score</c> as a real process: no database, no data folder.</summary>
public sealed class ScoreVerbTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("xrayportal-score-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Score_GoodForeignAndBadFile_OneLineEachAndExitCode1()
    {
        TestPackage.Write(Path.Combine(folder, "tiny"));
        await File.WriteAllBytesAsync(Path.Combine(folder, "bright.png"), Png(0.8));
        await File.WriteAllBytesAsync(Path.Combine(folder, "stripes.png"), Stripes());
        await File.WriteAllTextAsync(Path.Combine(folder, "text.png"), "hello");

        var (code, output, _) = await RunAsync("score", "bright.png", "stripes.png", "text.png", "--model", "tiny", "--json", "--overlay", "maps");

        Assert.Equal(1, code);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(["done", "not-assessed", "failed"], lines.Select(l => l.GetProperty("state").GetString()!));
        Assert.Equal("features suggestive of pneumonia", lines[0].GetProperty("call").GetString());
        foreach (var field in (string[])["file", "state", "reason", "probability", "threshold", "call", "modelName", "modelVersion", "device", "milliseconds"])
            Assert.All(lines, l => Assert.True(l.TryGetProperty(field, out _), field));
        Assert.Equal(JsonValueKind.Null, lines[1].GetProperty("probability").ValueKind);
        Assert.Equal("film.text", lines[2].GetProperty("reason").GetString());
        Assert.True(File.Exists(Path.Combine(folder, "maps", "bright.overlay.png")));
        Assert.False(Directory.Exists(Path.Combine(folder, "data")));
    }

    [Fact]
    public async Task Score_NoSuchModel_Is1WithItsCode()
    {
        await File.WriteAllBytesAsync(Path.Combine(folder, "bright.png"), Png(0.8));

        var (code, _, error) = await RunAsync("score", "bright.png", "--model", "nowhere");

        Assert.Equal(1, code);
        Assert.Contains("package.", error, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] line)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "XrayPortal.dll"), .. line])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
