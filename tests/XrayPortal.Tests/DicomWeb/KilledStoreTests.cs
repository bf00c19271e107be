using System.Collections.Concurrent;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using XrayPortal.Audit;
using XrayPortal.Tests.Builders;
using Xunit;
using static XrayPortal.Tests.DicomWeb.DicomWebClient;

namespace XrayPortal.Tests.DicomWeb;

/// <summary>The built portal, killed again and again while senders store films: none that was acknowledged is lost, none is there twice.</summary>
public sealed class KilledStoreTests : IDisposable
{
    private const int Senders = 4;
    private const int Seed = 9;

    private readonly string folder = Directory.CreateTempSubdirectory("xrayportal-stow-").FullName;
    private readonly ConcurrentQueue<int[]> waiting = new();
    private readonly ConcurrentDictionary<string, int> acknowledged = new();
    private volatile PortalProcess? portal;
    private volatile bool done;
    private int broken;

    private string Data => Path.Combine(folder, "data");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public Task Store_PortalKilledTwiceDuring30Films_LosesNoneAndKeepsNoneTwice() => RunAsync(films: 30, kills: 2);

    [Fact]
    public Task Store_PortalKilledTenTimesDuring300Films_LosesNoneAndKeepsNoneTwice()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("XRAYPORTAL_FULL") == "1", "Takes minutes: set XRAYPORTAL_FULL=1 for it.");
        return RunAsync(films: 300, kills: 10);
    }

    private async Task RunAsync(int films, int kills)
    {
        foreach (var pair in Enumerable.Range(1, films).Chunk(2)) waiting.Enqueue(pair);
        var secret = await PortalProcess.TokenAsync(Data);
        portal = await StartAsync(secret);
        var senders = Enumerable.Range(0, Senders).Select(_ => SendAsync(films)).ToArray();

        var chance = new Random(Seed);
        for (var kill = 1; kill <= kills; kill++)
        {
            // In the middle of the traffic: a kill after the last film would prove nothing.
            await ReachAsync((int)(films * (kill - 0.5) / kills));
            await Task.Delay(chance.Next(0, 25));
            await portal.KillAsync();
            await portal.DisposeAsync();
            portal = await StartAsync(secret);
        }

        await ReachAsync(films);
        done = true;
        await Task.WhenAll(senders);
        Assert.NotEqual(0, broken); // else no kill met a request
        await CheckAsync(films);
    }

    private async Task CheckAsync(int films)
    {
        for (var film = 1; film <= films; film++)
        {
            using var given = await portal!.Client.FetchAsync($"studies/{Study(film)}/series/{Series(film)}/instances/{Instance(film, 1)}", "application/dicom");
            Assert.Equal(HttpStatusCode.OK, given.StatusCode);
            Assert.Equal(FilmOf(film), await given.Content.ReadAsByteArrayAsync());
        }

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Data, "tmp"), "*.film"));
        await portal!.DisposeAsync();
        await using var host = await PortalHost.StartAsync(builder => builder.Services.RemoveAll<IHostedService>(), dataRoot: Data);
        await using var db = await host.DbAsync();
        Assert.Equal(films, await db.Films.CountAsync());
        Assert.Equal(films, await db.Films.Select(f => f.SopInstanceUid).Distinct().CountAsync());
        Assert.Equal(films, await db.WorkItems.Select(w => w.SubjectId).Distinct().CountAsync());
        Assert.True((await host.Get<AuditCheck>().VerifyAsync(CancellationToken.None)).Whole);
    }

    /// <summary>One connection: sends what waits, and again what was not acknowledged.</summary>
    private async Task SendAsync(int films)
    {
        while (!done && acknowledged.Count < films)
        {
            if (!waiting.TryDequeue(out var request) || portal is not { } now)
            {
                await Task.Delay(10);
                continue;
            }

            try
            {
                using var answer = await now.Client.StoreAsync([.. request.Select(FilmOf)]);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                foreach (var stored in (await answer.JsonAsync()).Values("00081199")) acknowledged.TryAdd(stored.Text("00081155")!, 0);
            }
            catch (Exception end) when (end is HttpRequestException or IOException or ObjectDisposedException or OperationCanceledException)
            {
                Interlocked.Increment(ref broken);
                waiting.Enqueue(request); // killed meanwhile: nobody said that these are there
                await Task.Delay(50);
            }
        }
    }

    private async Task ReachAsync(int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (acknowledged.Count < count) await Task.Delay(1, limit.Token);
    }

    private Task<PortalProcess> StartAsync(string secret) => PortalProcess.StartAsync(Data, Path.Combine(folder, "models"), secret);

    private static byte[] FilmOf(int film) => DicomWebClient.Film(film, 1, patient: $"P-{film}").Text(Imaging.Dicom.DicomTag.StudyDate, "DA", "20260101").Build();
}
