using Microsoft.Extensions.Configuration;
using XrayPortal.Accounts;
using XrayPortal.Decoding;
using XrayPortal.Tests.Films;
using Xunit;
using static XrayPortal.Tests.Films.FilmPortal;

namespace XrayPortal.Tests.Decoding;

/// <summary>Films that their process does not survive, and many at once, through the whole portal.</summary>
public sealed class DecodingPortalTests(DecodingPortalTests.StrictPortal portal) : IClassFixture<DecodingPortalTests.StrictPortal>
{
    [Fact]
    public async Task Upload_FilmThatEndsItsProcess_FailsWithItsCodeAndIsAudited()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limits are Linux's.");
        using var client = await portal.Films.Host.ClientAsync(Roles.Radiologist);

        var id = await UploadAsync(client, HostileFilms.ManySamples());

        var film = await FinishedAsync(client, id, seconds: 60);
        Assert.Equal(("failed", "decoder.ended"), (film.GetProperty("state").GetString(), film.GetProperty("reason").GetString()));
        Assert.Contains(await portal.Films.Host.AuditOfAsync(id), e => e.Action == "film.failed" && e.Detail.Contains("decoder.ended", StringComparison.Ordinal));
        Assert.Contains("Films are decoded in processes of their own", await client.GetStringAsync(new Uri("/health/ready", UriKind.Relative)), StringComparison.Ordinal);
    }

    /// <summary>Over the clock's limit: refused as such, the process replaced, the next film good, nothing kept of it in this process.</summary>
    [Fact]
    public async Task Upload_FilmThatTakesTooLong_IsRefusedAndTheNextOneIsGood()
    {
        await using var hasty = new FilmPortal
        {
            Configure = builder => builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Films:MaxPixels"] = $"{HostileFilms.MostPixels}",
                ["Decoding:Workers"] = "1",
                ["Decoding:Seconds"] = "1",
                ["Decoding:ProcessorSeconds"] = "120",
            }),
        };
        await hasty.InitializeAsync();
        using var client = await hasty.Host.ClientAsync(Roles.Radiologist);
        var slow = HostileFilms.ManySamples();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var id = await UploadAsync(client, slow);

        var film = await FinishedAsync(client, id, seconds: 60);
        Assert.Equal(("failed", "decoder.stalled"), (film.GetProperty("state").GetString(), film.GetProperty("reason").GetString()));
        Assert.Contains(await hasty.Host.AuditOfAsync(id), e => e.Action == "film.failed" && e.Detail.Contains("decoder.stalled", StringComparison.Ordinal));
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 256L << 20); // the film would be 784 MB; other tests run beside this one
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(hasty.Host.DataRoot, "tmp")));
        var good = await FinishedAsync(client, await UploadAsync(client, Png(0.8, seed: 7)), seconds: 60);
        Assert.Equal("done", good.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Upload_FiftyAtOnce_AllEndAsDoneWithTwoProcesses()
    {
        using var client = await portal.Films.Host.ClientAsync(Roles.Radiologist);

        var ids = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => UploadAsync(client, Png(0.8, seed: 100 + i))));

        foreach (var id in ids) Assert.Equal("done", (await FinishedAsync(client, id, seconds: 60)).GetProperty("state").GetString());
        Assert.InRange(portal.Films.Host.Get<DecodePool>().Processes.Count, 1, 2);
    }

    public sealed class StrictPortal : IAsyncLifetime
    {
        public FilmPortal Films { get; } = new()
        {
            Configure = builder => builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Films:MaxPixels"] = $"{HostileFilms.MostPixels}",
                ["Decoding:ProcessorSeconds"] = "1",
                ["Decoding:Seconds"] = "120",
            }),
        };

        public ValueTask InitializeAsync() => Films.InitializeAsync();

        public ValueTask DisposeAsync() => Films.DisposeAsync();
    }
}
