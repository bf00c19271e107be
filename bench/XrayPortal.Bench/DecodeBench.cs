using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using XrayPortal.Decoding;
using XrayPortal.Films;
using XrayPortal.Imaging.Decode;

namespace XrayPortal.Bench;

/// <summary>What a process of its own costs: the same film decoded here and there, in turns.</summary>
internal static class DecodeBench
{
    public static async Task RunAsync(BenchOptions options)
    {
        var film = TestFilm.Load(BenchOptions.TestFilms()[0], options.Fraction("megapixels", 1));
        var rounds = options.Number("rounds", 50);
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var pool = new DecodePool(
            Options.Create(new DecodeOptions()), Options.Create(new FilmOptions()), services.GetRequiredService<IMeterFactory>(), TimeProvider.System,
            NullLogger<DecodePool>.Instance);
        await pool.WarmAsync(CancellationToken.None);
        double[] here = new double[rounds], there = new double[rounds];
        for (var round = -10; round < rounds; round++) // the first ten warm both sides
        {
            var file = film.Jpeg(round + 10);
            var started = Stopwatch.GetTimestamp();
            var own = FilmDecoder.Decode(file, DecodeLimits.Default).Value;
            var middle = Stopwatch.GetTimestamp();
            var others = (await pool.DecodeAsync(file, null, CancellationToken.None)).Value;
            var ended = Stopwatch.GetTimestamp();
            if (own.Image.Sha256() != others.Image.Sha256()) throw new InvalidOperationException("The two sides decode differently.");
            if (round < 0) continue;
            (here[round], there[round]) = (Stopwatch.GetElapsedTime(started, middle).TotalMilliseconds, Stopwatch.GetElapsedTime(middle, ended).TotalMilliseconds);
        }

        Console.WriteLine($"JPEG of {film.Width} x {film.Height} pixels, {rounds} rounds, milliseconds");
        Console.WriteLine("| decoded | least | middle | most |\n|---|---|---|---|");
        Console.WriteLine(Spread.Of(here).Row("in this process", "0.0"));
        Console.WriteLine(Spread.Of(there).Row("in a process of its own", "0.0"));
        Console.WriteLine(Spread.Of(there.Zip(here, (t, h) => t - h)).Row("difference", "0.0"));
    }
}
