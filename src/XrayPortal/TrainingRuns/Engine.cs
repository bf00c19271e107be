using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Options;
using XrayPortal.Imaging;

namespace XrayPortal.TrainingRuns;

public sealed record EngineFinding(string What, bool Fine, string Says);

/// <summary>The learning engine on this machine: where it is, and whether it says that it can work.</summary>
public sealed class Engine(IOptions<TrainingRunOptions> options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10); // its first start builds it

    /// <summary>Its path, or a refusal where it is not there.</summary>
    public Result<string> Locate()
    {
        var path = Path.GetFullPath(options.Value.Engine);
        return File.Exists(path) ? path : TrainingRunRefusals.EngineMissing;
    }

    /// <summary>Lets the engine examine the machine.</summary>
    public async Task<Result<IReadOnlyList<EngineFinding>>> ExamineAsync(CancellationToken cancellationToken)
    {
        var path = Locate();
        if (path.IsRefused) return path.Refusal;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(path.Value, ["doctor", "--json"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
            var errors = process.StandardError.ReadToEndAsync(timeout.Token);
            var output = await process.StandardOutput.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            var findings = JsonSerializer.Deserialize<List<EngineFinding>>(output, TrainingRecipe.Json);
            return findings is { Count: > 0 } ? findings : Failed((await errors).Trim());
        }
        catch (Exception e) when (e is JsonException or System.ComponentModel.Win32Exception)
        {
            return Failed(e is JsonException ? "It gave no list of findings." : e.Message);
        }
    }

    private static Refusal Failed(string why) => new(
        "training-run.engine-fails", RefusalKind.Unavailable, $"The learning engine is there but cannot examine this machine. {why.Split('\n')[^1]}");
}
