using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using XrayPortal.Accounts;
using XrayPortal.Tests.Films;

namespace XrayPortal.Tests.Builders;

/// <summary>The built portal as a process of its own, which can be killed without a word.</summary>
internal sealed class PortalProcess : IAsyncDisposable
{
    private readonly Process process;

    private PortalProcess(Process process, HttpClient client) => (this.process, Client) = (process, client);

    public int Id => process.Id;

    /// <summary>Signed in by a token.</summary>
    public HttpClient Client { get; }

    /// <summary>A token of a new radiologist; the data folder is made where it is missing.</summary>
    public static async Task<string> TokenAsync(string data)
    {
        await using var host = await PortalHost.StartAsync(dataRoot: data);
        var user = (await host.Get<AccountService>().AddAsync("rad", PortalHost.Password, [Roles.Radiologist], null, CancellationToken.None)).Value;
        var token = await host.Get<AccessTokenService>().AddAsync(new Reader(user.Id, "rad", [Roles.Radiologist]), "test", 1, CancellationToken.None);
        return token.Value.Secret;
    }

    /// <summary>Starts the portal and waits until it answers.</summary>
    /// <param name="models">Where it looks for models.</param>
    public static async Task<PortalProcess> StartAsync(string data, string models, string secret)
    {
        var address = $"http://127.0.0.1:{FreePort()}";
        var program = Path.Combine(AppContext.BaseDirectory, "XrayPortal.dll");
        var start = new ProcessStartInfo("dotnet", [program, "serve", "--data", data, "--urls", address])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Models__Folders__0"] = models;
        var portal = Process.Start(start)!; // a program starts or throws
        portal.OutputDataReceived += (_, _) => { };
        portal.ErrorDataReceived += (_, _) => { };
        portal.BeginOutputReadLine();
        portal.BeginErrorReadLine();
        var client = new HttpClient { BaseAddress = new Uri(address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                using var answer = await client.GetAsync(new Uri("/health/live", UriKind.Relative));
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false; // not listening yet
            }
        }, seconds: 60);
        return new PortalProcess(portal, client);
    }

    /// <summary>SIGKILL, to the portal alone.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Client.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
