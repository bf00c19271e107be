using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace XrayPortal.TrainingRuns;

/// <summary>The learning engine as a child process: its lines as they come, a polite stop, and no orphan left behind.</summary>
internal sealed class EngineProcess : IDisposable
{
    private const int Terminate = 15;

    private readonly Process process;
    private readonly string pidFile;
    private readonly Task reading;
    private string lastError = "";

    private EngineProcess(Process process, TrainingRunFolder folder, Action<string> onLine)
    {
        this.process = process;
        pidFile = folder.ProcessId;
        reading = Task.WhenAll(ReadLinesAsync(onLine), ReadErrorsAsync(folder.Errors));
    }

    /// <summary>The last thing it said on standard error.</summary>
    public string LastError => lastError;

    public static EngineProcess Start(string engine, IEnumerable<string> arguments, TrainingRunFolder folder, Action<string> onLine)
    {
        var start = new ProcessStartInfo(engine, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        var child = Process.Start(start) ?? throw new InvalidOperationException("The learning engine did not start.");
        child.StandardInput.Close();
        File.WriteAllText(folder.ProcessId, $"{child.Id} {Born(child.Id)}");
        return new EngineProcess(child, folder, onLine);
    }

    /// <summary>Ends an engine that outlived the portal which had started it, so that two never write to one folder.</summary>
    public static async Task EndOrphanAsync(TrainingRunFolder folder, TimeSpan grace, CancellationToken cancellationToken)
    {
        if (!File.Exists(folder.ProcessId)) return;
        var parts = (await File.ReadAllTextAsync(folder.ProcessId, cancellationToken)).Split(' ');
        // A number alone may by now be another process: the time it was born must fit, too.
        if (parts.Length == 2 && int.TryParse(parts[0], out var id) && parts[1].Length > 0 && Born(id) == parts[1])
        {
            using var orphan = Find(id);
            if (orphan is not null) await EndAsync(orphan, grace);
        }

        File.Delete(folder.ProcessId);
    }

    /// <summary>Waits for the end, with all lines read.</summary>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        await reading.WaitAsync(cancellationToken);
        File.Delete(pidFile);
        return process.ExitCode;
    }

    /// <summary>Asks it to write a checkpoint and end; kills it and its children when the time is up.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        await EndAsync(process, grace);
        File.Delete(pidFile);
    }

    public void Dispose() => process.Dispose();

    private static async Task EndAsync(Process running, TimeSpan grace)
    {
        if (running.HasExited) return;
        _ = kill(running.Id, Terminate);
        using var timeout = new CancellationTokenSource(grace);
        try
        {
            await running.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            running.Kill(entireProcessTree: true);
            await running.WaitForExitAsync(CancellationToken.None);
        }
    }

    private async Task ReadLinesAsync(Action<string> onLine)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line) onLine(line);
    }

    private async Task ReadErrorsAsync(string file)
    {
        await using var log = new StreamWriter(file, append: true);
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.Length > 0) lastError = line;
            await log.WriteLineAsync(line);
            await log.FlushAsync();
        }
    }

    private static Process? Find(int id)
    {
        try
        {
            return Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>When the kernel started the process, in its own ticks; empty where there is no such process.</summary>
    private static string Born(int id)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' '); // the name before it may hold spaces
            return fields[0] == "Z" ? "" : fields[19]; // field 22 of proc_pid_stat(5), counted from the state, field 3
        }
        catch (IOException)
        {
            return "";
        }
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int processId, int signal);
}
