using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace XrayPortal.Imaging.Tests.Builders;

/// <summary>An Orthanc of its own for one test, on a free port, gone after it.</summary>
internal sealed class OrthancPeer : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Process process;

    private OrthancPeer(int port, int dicomPort)
    {
        var configuration = folder.Path("orthanc.json");
        File.WriteAllText(configuration, JsonSerializer.Serialize(new
        {
            StorageDirectory = folder.Path("db"),
            IndexDirectory = folder.Path("db"),
            HttpPort = port,
            DicomPort = dicomPort,
            RemoteAccessAllowed = false,
            AuthenticationEnabled = false,
        }));
        process = Process.Start(new ProcessStartInfo("Orthanc", configuration) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!; // a program starts or throws
        process.ErrorDataReceived += (_, _) => { };
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    public HttpClient Http { get; }

    public static async Task<OrthancPeer> StartAsync(CancellationToken cancellationToken)
    {
        Peer.SkipWithout("Orthanc", "orthanc");
        var orthanc = new OrthancPeer(FreePort(), FreePort());
        var deadline = Stopwatch.StartNew();
        while (deadline.Elapsed < TimeSpan.FromSeconds(60))
        {
            try
            {
                using var answer = await orthanc.Http.GetAsync("/system", cancellationToken);
                if (answer.IsSuccessStatusCode) return orthanc;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(250, cancellationToken);
            }
        }

        await orthanc.DisposeAsync();
        throw new InvalidOperationException("Orthanc did not start within a minute.");
    }

    /// <returns>Null where Orthanc does not take the file, or does not anonymise it.</returns>
    public async Task<byte[]?> AnonymizeAsync(byte[] file, CancellationToken cancellationToken)
    {
        using var stored = await Http.PostAsync("/instances", new ByteArrayContent(file), cancellationToken);
        if (!stored.IsSuccessStatusCode) return null;
        using var said = JsonDocument.Parse(await stored.Content.ReadAsStringAsync(cancellationToken));
        // With its length: Orthanc reads no chunked bodies.
        using var anonymous = await Http.PostAsync($"/instances/{said.RootElement.GetProperty("ID").GetString()}/anonymize", new StringContent("{}"), cancellationToken);
        return !anonymous.IsSuccessStatusCode ? null : await anonymous.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
