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
    /// <summary>Rounds before the first that counts: the two processes take turns, and the compiler needs some thirty calls in each.</summary>
    private const int Warm = 80;

    public static async Task RunAsync(BenchOptions options)
    {
        var (what, copy) = options.Values.GetValueOrDefault("dicom") is { } dicom ? Dicom(dicom) : Jpeg(options.Fraction("megapixels", 1));
        var rounds = options.Number("rounds", 50);
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var pool = new DecodePool(
            Options.Create(new DecodeOptions()), Options.Create(new FilmOptions()), services.GetRequiredService<IMeterFactory>(), TimeProvider.System,
            NullLogger<DecodePool>.Instance);
        await pool.WarmAsync(CancellationToken.None);
        double[] here = new double[rounds], there = new double[rounds];
        for (var round = -Warm; round < rounds; round++)
        {
            var file = copy(round + Warm);
            var started = Stopwatch.GetTimestamp();
            var own = FilmDecoder.Decode(file, DecodeLimits.Default).Value;
            _ = own.Image.Pixels; // on both sides up to the grey values that a model takes
            var middle = Stopwatch.GetTimestamp();
            var others = (await pool.DecodeAsync(file, null, CancellationToken.None)).Value;
            _ = others.Image.Pixels;
            var ended = Stopwatch.GetTimestamp();
            if (own.Image.Sha256() != others.Image.Sha256()) throw new InvalidOperationException("The two sides decode differently.");
            if (round < 0) continue;
            (here[round], there[round]) = (Stopwatch.GetElapsedTime(started, middle).TotalMilliseconds, Stopwatch.GetElapsedTime(middle, ended).TotalMilliseconds);
        }

        Console.WriteLine($"{what}, {rounds} rounds, milliseconds");
        Console.WriteLine("| decoded | least | middle | most |\n|---|---|---|---|");
        Console.WriteLine(Spread.Of(here).Row("in this process", "0.0"));
        Console.WriteLine(Spread.Of(there).Row("in a process of its own", "0.0"));
        Console.WriteLine(Spread.Of(there.Zip(here, (t, h) => t - h)).Row("difference", "0.0"));
    }

    private static (string What, Func<int, byte[]> Copy) Jpeg(double megapixels)
    {
        var film = TestFilm.Load(BenchOptions.TestFilms()[0], megapixels);
        return ($"JPEG of {film.Width} x {film.Height} pixels", film.Jpeg);
    }

    private static (string What, Func<int, byte[]> Copy) Dicom(string path)
    {
        var file = File.ReadAllBytes(path);
        return ($"{Path.GetFileName(path)}, {file.Length / 1e6:0.0} MB", _ => file);
    }
}
