using Microsoft.EntityFrameworkCore;
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

    private string Data => Path.Combine(folder, "data");

    private string Models => Path.Combine(folder, "models");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Kill_FilmsQueuedAndRunning_AreFinishedWithin30SecondsOfTheRestart()
    {
        TestPackage.Write(Path.Combine(Models, "tiny", "1.0.0"));
        var secret = await PortalProcess.TokenAsync(Data);
        await using var before = await PortalProcess.StartAsync(Data, Models, secret);
        List<Guid> ids = [];
        for (var i = 0; i < 12; i++) ids.Add(await UploadAsync(before.Client, Png(0.8, seed: i, side: 1500)));
        await File.WriteAllTextAsync(Path.Combine(Data, "tmp", "left.film"), "half an upload");

        var decoders = ChildrenOf(before.Id);
        Assert.NotEmpty(decoders);
        await before.KillAsync();
        await Eventually.TrueAsync(() => Task.FromResult(!decoders.Exists(d => Directory.Exists($"/proc/{d}")))); // they end with the portal
        await LeaveRunningAsync(ids[^1]);
        await using var after = await PortalProcess.StartAsync(Data, Models, secret);

        foreach (var id in ids) Assert.Equal("done", (await FinishedAsync(after.Client, id, seconds: 30)).GetProperty("state").GetString());
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Data, "tmp"), "*.film"));
    }

    private static List<int> ChildrenOf(int parent) =>
    [
        .. Directory.GetDirectories($"/proc/{parent}/task").Select(task => Path.Combine(task, "children"))
            .SelectMany(children => File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(id => int.Parse(id, provider: null)),
    ];

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
}
