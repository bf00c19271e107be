using System.Diagnostics;

namespace XrayPortal.Browser.Tests.Builders;

/// <summary>The real learning engine, run as its own program.</summary>
internal static class LearningEngine
{
    /// <summary>Trains the quick preset on a set and puts the package where a registry finds it.</summary>
    /// <returns>The folder to name in the setting <c>Models:Folders</c>.</returns>
    public static async Task<string> TrainPhantomModelAsync(string root, string manifest, CancellationToken cancellationToken)
    {
        var run = Path.Combine(root, "first-run");
        await RunAsync(["train", "--data", manifest, "--recipe", "phantom", "--name", "phantom", "--version", "0.0.1", "--out", run], cancellationToken);
        var models = Path.Combine(root, "models");
        Directory.CreateDirectory(Path.Combine(models, "phantom"));
        Directory.Move(Path.Combine(run, "package"), Path.Combine(models, "phantom", "0.0.1"));
        return models;
    }

    private static async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Path.Combine(RunningPortal.RepositoryRoot, "engine.sh"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The engine did not start.");
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0) throw new InvalidOperationException($"The engine ended with {process.ExitCode}: {await errors}\n{await output}");
    }
}
