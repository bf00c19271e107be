using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Xunit;

namespace XrayPortal.Imaging.Tests.Builders;

/// <summary>An Orthanc of its own for one test, on a free port, gone after it.</summary>
internal sealed class OrthancPeer : IAsyncDisposable
{
    private const string DicomWebPlugin = "/usr/share/orthanc/plugins/libOrthancDicomWeb.so";

    private readonly TemporaryFolder folder = new();
    private readonly Process process;

    private OrthancPeer(int port, int dicomPort, IReadOnlyDictionary<string, object> settings)
    {
        var configuration = folder.Path("orthanc.json");
        File.WriteAllText(configuration, JsonSerializer.Serialize(new Dictionary<string, object>(settings)
        {
            ["StorageDirectory"] = folder.Path("db"),
            ["IndexDirectory"] = folder.Path("db"),
            ["HttpPort"] = port,
            ["DicomPort"] = dicomPort,
            ["RemoteAccessAllowed"] = false,
            ["AuthenticationEnabled"] = false,
        }));
        process = Process.Start(new ProcessStartInfo("Orthanc", configuration) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!; // a program starts or throws
        process.ErrorDataReceived += (_, _) => { };
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        DicomPort = dicomPort;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    public HttpClient Http { get; }

    /// <summary>Where it takes C-STORE, as ORTHANC.</summary>
    public int DicomPort { get; }

    /// <summary>One that speaks DICOMweb and knows another server by the name <c>portal</c>.</summary>
    /// <param name="server">Its base address.</param>
    /// <param name="token">A bearer token for it.</param>
    public static Task<OrthancPeer> StartWithDicomWebAsync(Uri server, string token, CancellationToken cancellationToken, int? port = null, string? script = null) => StartWithDicomWebAsync(
        cancellationToken, port, script, servers: new() { ["portal"] = new { Url = server, HttpHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {token}" } } });

    /// <summary>One that speaks DICOMweb, under <c>/dicom-web</c>.</summary>
    /// <param name="port">Of HTTP; null for a free one.</param>
    /// <param name="script">A Lua script that it runs.</param>
    /// <param name="servers">Other servers that it knows, by name.</param>
    public static Task<OrthancPeer> StartWithDicomWebAsync(CancellationToken cancellationToken, int? port = null, string? script = null, Dictionary<string, object>? servers = null)
    {
        Assert.SkipUnless(File.Exists(DicomWebPlugin), "Orthanc's DICOMweb is not installed (Debian package orthanc-dicomweb).");
        return StartAsync(
            cancellationToken,
            new Dictionary<string, object>
            {
                ["Plugins"] = new[] { DicomWebPlugin },
                ["DicomWeb"] = new { Enable = true, Root = "/dicom-web/", Servers = servers ?? [] },
                ["LuaScripts"] = script is null ? [] : new[] { script },
                ["DicomAlwaysAllowStore"] = true,
            },
            port);
    }

    /// <param name="settings">Further ones of its configuration file.</param>
    /// <param name="port">Of HTTP; null for a free one.</param>
    public static async Task<OrthancPeer> StartAsync(CancellationToken cancellationToken, IReadOnlyDictionary<string, object>? settings = null, int? port = null)
    {
        Peer.SkipWithout("Orthanc", "orthanc");
        var deadline = Stopwatch.StartNew();
        while (deadline.Elapsed < TimeSpan.FromSeconds(90))
        {
            // A port that was free may be another test's by now: then it ends, and the next one gets other ports.
            var orthanc = new OrthancPeer(port ?? FreePort(), FreePort(), settings ?? new Dictionary<string, object>());
            if (await orthanc.AnswersAsync(deadline, cancellationToken)) return orthanc;
            await orthanc.DisposeAsync();
        }

        throw new InvalidOperationException("Orthanc did not start.");
    }

    /// <summary>Puts a file into it; gives Orthanc's name of the instance.</summary>
    public async Task<string> StoreAsync(byte[] file, CancellationToken cancellationToken)
    {
        using var stored = await Http.PostAsync("/instances", new ByteArrayContent(file), cancellationToken);
        stored.EnsureSuccessStatusCode();
        using var said = JsonDocument.Parse(await stored.Content.ReadAsStringAsync(cancellationToken));
        return said.RootElement.GetProperty("ID").GetString()!; // every instance has one
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
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Dispose();
    }

    private async Task<bool> AnswersAsync(Stopwatch deadline, CancellationToken cancellationToken)
    {
        while (!process.HasExited && deadline.Elapsed < TimeSpan.FromSeconds(90))
        {
            try
            {
                using var answer = await Http.GetAsync("/system", cancellationToken);
                if (answer.IsSuccessStatusCode && !process.HasExited) return true;
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }

            await Task.Delay(250, cancellationToken);
        }

        return false;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
