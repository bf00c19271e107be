using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace XrayPortal.Browser.Tests.Builders;

/// <summary>The built portal as a process of its own on a throw-away data folder, as a person would run it.</summary>
internal sealed class RunningPortal : IAsyncDisposable
{
    private readonly Process process;
    private readonly List<string> console = [];

    private RunningPortal(Process process, string data, Uri address)
    {
        this.process = process;
        Data = data;
        Address = address;
    }

    public string Data { get; }

    public Uri Address { get; }

    private string[] Console
    {
        get
        {
            lock (console) return [.. console];
        }
    }

    public static string RepositoryRoot { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", ".."));

    /// <param name="settings">Environment of the portal, such as <c>Models__Folders__0</c>.</param>
    public static async Task<RunningPortal> StartAsync(Dictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var data = Directory.CreateTempSubdirectory("xrayportal-browser-").FullName;
        var address = new Uri($"http://localhost:{FreePort()}");
        var start = new ProcessStartInfo(Path.Combine(RepositoryRoot, "portal.sh"))
        {
            WorkingDirectory = RepositoryRoot,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in (string[])["serve", "--urls", address.ToString().TrimEnd('/'), "--data", data]) start.ArgumentList.Add(argument);
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var started = Process.Start(start) ?? throw new InvalidOperationException("The portal did not start.");
        var portal = new RunningPortal(started, data, address);
        started.OutputDataReceived += (_, line) => portal.Keep(line.Data);
        started.ErrorDataReceived += (_, line) => portal.Keep(line.Data);
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        await portal.WaitUntilReadyAsync(cancellationToken);
        return portal;
    }

    /// <summary>What <paramref name="pattern"/> matches on the console. The portal answers before it has printed all, so this waits for the line.</summary>
    public async Task<string> PrintedAsync(Regex pattern, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            if (Console.Select(line => pattern.Match(line)).FirstOrDefault(m => m.Success) is { } match) return match.Value;
            await Task.Delay(TimeSpan.FromMilliseconds(100), limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
        Directory.Delete(Data, recursive: true);
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(4));
        while (true)
        {
            if (process.HasExited) throw new InvalidOperationException("The portal ended at start:\n" + string.Join('\n', Console));
            try
            {
                using var answer = await client.GetAsync("/health/ready", limit.Token);
                if (answer.StatusCode == HttpStatusCode.OK) return;
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), limit.Token);
        }
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (console) console.Add(line);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
