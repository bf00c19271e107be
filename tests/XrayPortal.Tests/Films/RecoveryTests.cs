using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using XrayPortal.Accounts;
using XrayPortal.Data;
using XrayPortal.Films;
using XrayPortal.Inference.Tests.Builders;
using XrayPortal.Tests.Builders;
using Xunit;
using static XrayPortal.Tests.Films.FilmPortal;

namespace XrayPortal.Tests.Films;

/// <summary>The built portal as a process of its own, killed without a word while films are queued.</summary>
public sealed class RecoveryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("xrayportal-kill-").FullName;
    private Process? process;

    private string Data => Path.Combine(folder, "data");

    public void Dispose()
    {
        process?.Kill(entireProcessTree: true);
        process?.WaitForExit();
        process?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Kill_FilmsQueuedAndRunning_AreFinishedWithin30SecondsOfTheRestart()
    {
        TestPackage.Write(Path.Combine(folder, "models", "tiny", "1.0.0"));
        var secret = await TokenAsync();
        using var before = await StartAsync(secret);
        List<Guid> ids = [];
        for (var i = 0; i < 12; i++) ids.Add(await UploadAsync(before, Png(0.8, seed: i, side: 1500)));
        await File.WriteAllTextAsync(Path.Combine(Data, "tmp", "left.film"), "half an upload");

        var decoders = ChildrenOf(process!.Id);
        Assert.NotEmpty(decoders);
        process.Kill();
        await process.WaitForExitAsync();
        await Eventually.TrueAsync(() => Task.FromResult(!decoders.Exists(d => Directory.Exists($"/proc/{d}")))); // they end with the portal
        await LeaveRunningAsync(ids[^1]);
        using var after = await StartAsync(secret);

        foreach (var id in ids) Assert.Equal("done", (await FinishedAsync(after, id, seconds: 30)).GetProperty("state").GetString());
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Data, "tmp"), "*.film"));
    }

    private static List<int> ChildrenOf(int parent) =>
    [
        .. Directory.GetDirectories($"/proc/{parent}/task").Select(task => Path.Combine(task, "children"))
            .SelectMany(children => File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(id => int.Parse(id, provider: null)),
    ];

    private async Task<string> TokenAsync()
    {
        await using var host = await PortalHost.StartAsync(dataRoot: Data);
        var user = (await host.Get<AccountService>().AddAsync("rad", PortalHost.Password, [Roles.Radiologist], null, CancellationToken.None)).Value;
        var token = await host.Get<AccessTokenService>().AddAsync(new Reader(user.Id, "rad", [Roles.Radiologist]), "test", 1, CancellationToken.None);
        return token.Value.Secret;
    }

    /// <summary>As if the kill had come in the middle of a film: claimed by a process that is no more, under a lease that still holds.</summary>
    private async Task LeaveRunningAsync(Guid film)
    {
        await using var host = await PortalHost.StartAsync(
            b => Microsoft.Extensions.DependencyInjection.Extensions.ServiceCollectionDescriptorExtensions.RemoveAll<Microsoft.Extensions.Hosting.IHostedService>(b.Services),
            dataRoot: Data);
        await using var db = await host.DbAsync();
        var until = TimeProvider.System.GetUtcNow().AddMinutes(10);
        await db.WorkItems.Where(i => i.SubjectId == film).ExecuteUpdateAsync(
            s => s.SetProperty(i => i.State, WorkState.Running).SetProperty(i => i.Owner, "gone/1").SetProperty(i => i.LeaseUntil, until));
        await db.FilmResults.Where(r => r.FilmId == film).ExecuteDeleteAsync();
        await db.Films.Where(f => f.Id == film).ExecuteUpdateAsync(s => s.SetProperty(f => f.State, FilmState.Running));
    }

    private async Task<HttpClient> StartAsync(string secret)
    {
        var address = $"http://127.0.0.1:{FreePort()}";
        var program = Path.Combine(AppContext.BaseDirectory, "XrayPortal.dll");
        var start = new ProcessStartInfo("dotnet", [program, "serve", "--data", Data, "--urls", address])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Models__Folders__0"] = Path.Combine(folder, "models");
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
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
        return client;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
