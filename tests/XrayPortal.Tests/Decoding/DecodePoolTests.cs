using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using XrayPortal.Decoding;
using XrayPortal.Films;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Overlay;
using XrayPortal.Tests.Films;
using Xunit;

namespace XrayPortal.Tests.Decoding;

/// <summary>Real child processes: decoded, killed, stopped, counted.</summary>
[Collection(Alone)]
public sealed class DecodePoolTests : IDisposable
{
    /// <summary>Not beside other tests: what the portal's memory grows by is measured.</summary>
    public const string Alone = "decoding, alone";

    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly List<DecodePool> pools = [];

    public void Dispose()
    {
        foreach (var pool in pools) pool.Dispose();
        services.Dispose();
    }

    [Fact]
    public async Task Decode_Film_IsTheSameToTheLastBitAsHere()
    {
        var pool = Pool();
        var file = Film(1, 311, 257);

        var there = (await pool.DecodeAsync(file, null, TestContext.Current.CancellationToken)).Value;
        var here = FilmDecoder.Decode(file, DecodeLimits.Default).Value;

        Assert.Equal(here.Image.Sha256(), there.Image.Sha256());
        Assert.Equal((here.Format, here.BitsStored, here.Facts), (there.Format, there.BitsStored, there.Facts));
    }

    [Fact]
    public async Task Decode_NoFilm_GivesTheDecodersOwnRefusal()
    {
        var pool = Pool();

        Assert.Equal(Imaging.Decode.FilmRefusals.Text, (await pool.DecodeAsync("These are words, not a film."u8.ToArray(), null, TestContext.Current.CancellationToken)).Refusal);
        Assert.Equal("film.truncated", (await pool.DecodeAsync(Film(2, 64, 64).AsMemory(0, 1200), null, TestContext.Current.CancellationToken)).Refusal?.Code);
        Assert.Single(Children()); // a refusal costs no process
    }

    [Fact]
    public async Task Decode_FiftyAtOnce_AnswersAllWithTwoProcesses()
    {
        var pool = Pool();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => pool.DecodeAsync(Film(i, 60 + i, 70), null, TestContext.Current.CancellationToken)));

        Assert.Equal(Enumerable.Range(60, 50), answers.Select(a => a.Value.Image.Width));
        Assert.InRange(Children().Count, 1, 2);
    }

    /// <summary>Somebody else's kill is not the film's fault.</summary>
    [Fact]
    public async Task Decode_ProcessKilledMeanwhile_IsTriedAgainInAFreshOne()
    {
        var pool = Pool(o => o.Workers = 1);
        await pool.WarmAsync(TestContext.Current.CancellationToken);
        var first = Assert.Single(Children());
        await SignalAsync("STOP", first); // it takes the question and does not answer …
        var asked = pool.DecodeAsync(Film(3, 80, 80), null, TestContext.Current.CancellationToken);

        await SignalAsync("KILL", first);

        Assert.Equal(80, (await asked).Value.Image.Width);
        Assert.NotEqual(first, Assert.Single(Children()));
    }

    [Fact]
    public async Task Decode_ProcessThatStalls_IsEndedAndTheFilmRefused()
    {
        var pool = Pool(o => (o.Workers, o.Seconds) = (1, 1));
        await pool.WarmAsync(TestContext.Current.CancellationToken);
        var first = Assert.Single(Children());
        await SignalAsync("STOP", first);

        var refusal = (await pool.DecodeAsync(Film(4, 80, 80), null, TestContext.Current.CancellationToken)).Refusal;

        Assert.Equal(DecodeRefusals.Stalled, refusal);
        Assert.Empty(Children());
        Assert.Equal(80, (await pool.DecodeAsync(Film(4, 80, 80), null, TestContext.Current.CancellationToken)).Value.Image.Width);
    }

    [Fact]
    public async Task Decode_ManyFilms_ChangesTheProcess()
    {
        var pool = Pool(o => (o.Workers, o.FilmsPerWorker) = (1, 2));

        await pool.DecodeAsync(Film(5, 80, 80), null, TestContext.Current.CancellationToken);
        var first = Assert.Single(Children());
        await pool.DecodeAsync(Film(6, 80, 80), null, TestContext.Current.CancellationToken);
        await pool.DecodeAsync(Film(7, 80, 80), null, TestContext.Current.CancellationToken);

        Assert.NotEqual(first, Assert.Single(Children()));
    }

    /// <summary>A good film that costs too much: the system ends the process, twice, and the next film is decoded as ever.</summary>
    [Fact]
    public async Task Decode_FilmThatTakesTooMuchProcessorTime_IsRefused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limits are Linux's.");
        var pool = Pool(o => (o.Workers, o.Seconds, o.ProcessorSeconds) = (1, 120, 1), new FilmOptions { MaxPixels = HostileFilms.MostPixels });

        Assert.Equal(DecodeRefusals.Ended, (await pool.DecodeAsync(HostileFilms.ManySamples(), null, TestContext.Current.CancellationToken)).Refusal);
        Assert.Equal(80, (await pool.DecodeAsync(Film(4, 80, 80), null, TestContext.Current.CancellationToken)).Value.Image.Width);
        Assert.Equal((2, true), (pool.Ended, pool.Works));
    }

    /// <summary>Memory, open files and processes of the portal after many damaged films are what they were; nothing lies in the temporary folder.</summary>
    [Fact]
    public async Task Decode_ManyDamagedFilms_LeavesThePortalAsItWas()
    {
        var left = Directory.EnumerateFileSystemEntries(Path.GetTempPath()).ToHashSet(); // an earlier process may have had a child's number
        var pool = Pool();
        await DecodeDamagedAsync(pool, 0, 60); // what is made once is made
        var (memory, files) = (GC.GetTotalMemory(forceFullCollection: true), OpenFiles());

        var read = await DecodeDamagedAsync(pool, 60, 500);

        Assert.InRange(read, 1, 499); // some are good enough
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - memory, long.MinValue, 8L << 20);
        Assert.InRange(OpenFiles() - files, -20, 20);
        Assert.InRange(Children().Count, 1, 2);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(Path.GetTempPath()).Except(left), f => Children().Exists(c => f.Contains($"-{c}-", StringComparison.Ordinal)));
    }

    /// <summary>What the kernel says of the child: memory, dumps, files, privileges, and an environment without the portal's secrets.</summary>
    [Fact]
    public async Task Process_Started_HasItsLimits()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limits are Linux's.");
        Environment.SetEnvironmentVariable("XRAYPORTAL_TEST_SECRET", "swordfish");
        var pool = Pool(o => o.Workers = 1);
        await pool.DecodeAsync(Film(8, 80, 80), null, TestContext.Current.CancellationToken);
        var child = Assert.Single(Children());

        var limits = await File.ReadAllLinesAsync($"/proc/{child}/limits", TestContext.Current.CancellationToken);
        string Soft(string name) => limits.Single(l => l.StartsWith(name, StringComparison.Ordinal))[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        Assert.Equal("0", Soft("Max core file size"));
        Assert.Equal("96", Soft("Max open files"));
        Assert.InRange(long.Parse(Soft("Max data size"), provider: null), 1, 2L << 30);
        Assert.InRange(int.Parse(Soft("Max cpu time"), provider: null), 15, 20);
        Assert.Contains("NoNewPrivs:\t1", await File.ReadAllTextAsync($"/proc/{child}/status", TestContext.Current.CancellationToken));
        if (Environment.IsPrivilegedProcess) Assert.DoesNotContain("swordfish", await File.ReadAllTextAsync($"/proc/{child}/environ", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Dispose_Pool_LeavesNoProcess()
    {
        var pool = Pool();
        await pool.WarmAsync(TestContext.Current.CancellationToken);
        var children = Children();
        Assert.Equal(2, children.Count);

        pool.Dispose();

        await Eventually.TrueAsync(() => Task.FromResult(!children.Exists(child => Directory.Exists($"/proc/{child}"))));
    }

    private DecodePool Pool(Action<DecodeOptions>? change = null, FilmOptions? films = null)
    {
        var options = new DecodeOptions();
        change?.Invoke(options);
        var pool = new DecodePool(
            Options.Create(options), Options.Create(films ?? new FilmOptions()), services.GetRequiredService<IMeterFactory>(), TimeProvider.System, NullLogger<DecodePool>.Instance);
        pools.Add(pool);
        return pool;
    }

    private static async Task<int> DecodeDamagedAsync(DecodePool pool, int from, int count)
    {
        var read = 0;
        await Parallel.ForEachAsync(Enumerable.Range(from, count), TestContext.Current.CancellationToken, async (number, cancellationToken) =>
        {
            if (!(await pool.DecodeAsync(HostileFilms.Damaged(number), null, cancellationToken)).IsRefused) Interlocked.Increment(ref read);
        });
        return read;
    }

    private static int OpenFiles() => OperatingSystem.IsLinux() ? Directory.GetFiles("/proc/self/fd").Length : 0;

    private static byte[] Film(int seed, int width, int height) => PngEncoder.Grey(Phantom.Draw(seed, pneumonia: false, width, height));

    private List<int> Children() => [.. pools.SelectMany(p => p.Processes)];

    private static async Task SignalAsync(string signal, int process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.ToString(provider: null)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}

[CollectionDefinition(DecodePoolTests.Alone, DisableParallelization = true)]
public sealed class DecodingAlone;
