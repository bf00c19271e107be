using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;

namespace XrayPortal.Bench;

/// <summary>A portal of its own process and data folder, spoken to over HTTP with a token; ended and removed when disposed.</summary>
internal sealed class PortalUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(5);

    private readonly string data = Directory.CreateTempSubdirectory("bench-").FullName;
    private readonly HttpClient client;
    private Process? process;

    private PortalUnderTest(string address) => client = new HttpClient { BaseAddress = new Uri(address) };

    public static async Task<PortalUnderTest> StartAsync()
    {
        var portal = new PortalUnderTest($"http://127.0.0.1:{FreePort()}");
        await portal.VerbAsync("Correct-horse-7-battery", "user", "add", "bench", "--role", "Radiologist", "--password-stdin");
        var token = await portal.VerbAsync("", "token", "add", "bench");
        portal.client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Trim().Split(' ', '\n')[^1]);
        portal.process = portal.Start("serve", "--urls", portal.client.BaseAddress!.ToString().TrimEnd('/'));
        _ = portal.process.StandardOutput.ReadToEndAsync(); // nobody reads it; a full pipe would stop the portal
        _ = portal.process.StandardError.ReadToEndAsync();
        await portal.ReadyAsync();
        return portal;
    }

    /// <summary>Sends files in one request.</summary>
    /// <returns>Their ids, in order.</returns>
    public async Task<IReadOnlyList<Guid>> UploadAsync(IEnumerable<(string Name, byte[] Bytes)> files)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, bytes) in files) form.Add(new ByteArrayContent(bytes), "file", name);
        using var answer = await client.PostAsync("/api/v1/films", form);
        answer.EnsureSuccessStatusCode();
        using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        return [.. json.RootElement.EnumerateArray().Select(film => film.GetProperty("id").GetGuid())];
    }

    /// <summary>Asks until the film is done.</summary>
    /// <param name="pauseMs">Between two questions: each costs the portal time that it could score in.</param>
    /// <returns>When the portal says that it was done.</returns>
    public async Task<DateTimeOffset> DoneAsync(Guid film, int pauseMs)
    {
        while (true)
        {
            using var json = JsonDocument.Parse(await client.GetByteArrayAsync($"/api/v1/films/{film}"));
            var state = json.RootElement.GetProperty("state").GetString();
            if (state == "done") return json.RootElement.GetProperty("finishedAt").GetDateTimeOffset();
            if (state is not ("queued" or "running")) throw new InvalidOperationException($"The film ended as {state}.");
            await Task.Delay(pauseMs);
        }
    }

    /// <summary>How many films are in a state, at most 200.</summary>
    public async Task<int> CountAsync(string state, int atMost = 200)
    {
        using var json = JsonDocument.Parse(await client.GetByteArrayAsync($"/api/v1/films?state={state}&limit={atMost}"));
        return json.RootElement.GetProperty("items").GetArrayLength();
    }

    public Task<byte[]> GetAsync(string path) => client.GetByteArrayAsync(path);

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (process is { HasExited: false })
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process?.Dispose();
        Directory.Delete(data, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Process Start(params string[] verb) => Process.Start(
        new ProcessStartInfo(Path.Combine(BenchOptions.Root, "portal.sh"), [.. verb, "--data", data])
        {
            WorkingDirectory = BenchOptions.Root,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private async Task<string> VerbAsync(string input, params string[] verb)
    {
        using var run = Start(verb);
        var errors = run.StandardError.ReadToEndAsync();
        var output = run.StandardOutput.ReadToEndAsync();
        await run.StandardInput.WriteLineAsync(input);
        run.StandardInput.Close();
        await run.WaitForExitAsync();
        return run.ExitCode == 0 ? await output : throw new InvalidOperationException($"{verb[0]} {verb[1]}: {await errors}");
    }

    private async Task ReadyAsync()
    {
        var begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun) < StartPatience)
        {
            try
            {
                using var answer = await client.GetAsync("/health/ready");
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            if (process!.HasExited) break;
            await Task.Delay(100);
        }

        throw new InvalidOperationException("The portal did not get ready.");
    }
}
