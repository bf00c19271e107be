using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Options;
using XrayPortal.Imaging;

namespace XrayPortal.TrainingRuns;

public sealed record EngineFinding(string What, bool Fine, string Says);

/// <summary>How a verb of the engine ended.</summary>
/// <param name="ExitCode">0 done, 1 refused or failed, 2 wrong usage.</param>
/// <param name="Output">All of standard output.</param>
/// <param name="LastError">The last line of standard error: for a refusal, its code and sentence.</param>
public sealed record EngineAnswer(int ExitCode, string Output, string LastError);

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
        var answer = await AskAsync(["doctor", "--json"], cancellationToken);
        if (answer.IsRefused) return answer.Refusal;
        try
        {
            var findings = JsonSerializer.Deserialize<List<EngineFinding>>(answer.Value.Output, TrainingRecipe.Json);
            return findings is { Count: > 0 } ? findings : Failed(answer.Value.LastError);
        }
        catch (JsonException)
        {
            return Failed("It gave no list of findings.");
        }
    }

    /// <summary>Runs one verb to its end. Refused only where the engine cannot be started; what it says itself is the answer.</summary>
    public async Task<Result<EngineAnswer>> AskAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var path = Locate();
        if (path.IsRefused) return path.Refusal;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(path.Value, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
            // Who asked has gone: the answer is not worth the processor's time. A build that it may have begun goes on.
            using var ended = timeout.Token.Register(process.Kill);
            var errors = process.StandardError.ReadToEndAsync(timeout.Token);
            var output = await process.StandardOutput.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            return new EngineAnswer(process.ExitCode, output, (await errors).Trim().Split('\n')[^1]);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return Failed(e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed("It gave no answer for ten minutes.");
        }
    }

    private static Refusal Failed(string why) => new(
        "training-run.engine-fails", RefusalKind.Unavailable, $"The learning engine is there but cannot do what it was asked. {why}");
}
