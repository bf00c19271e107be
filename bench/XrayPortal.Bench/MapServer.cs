using System.Diagnostics;
using System.Globalization;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Grey;

namespace XrayPortal.Bench;

/// <summary>
/// Our side of bench/gradcam.py: a film's path a line on standard input; on standard output its probability and the milliseconds
/// from grey pixels to a map of the network's input size. Decoding is not in the time, there as here.
/// </summary>
internal static class MapServer
{
    public static async Task RunAsync(BenchOptions options)
    {
        using var scorer = options.LoadScorer(options.Number("threads", 1));
        var side = scorer.Package.Manifest.InputSide;
        var decoded = new Dictionary<string, GreyImage>();
        while (await Console.In.ReadLineAsync() is { Length: > 0 } path)
        {
            if (!decoded.TryGetValue(path, out var film))
                decoded[path] = film = FilmDecoder.Decode(await File.ReadAllBytesAsync(path), DecodeLimits.Default).Value.Image;
            var begun = Stopwatch.GetTimestamp();
            var run = scorer.Run(film);
            var map = Antialias.Resize(new GreyImage(run.CamWidth, run.CamHeight, run.Cam), side, side).Pixels;
            var most = Math.Max(map.Max(), 1e-7f);
            for (var i = 0; i < map.Length; i++) map[i] /= most;
            var took = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{run.Probability:R} {took:0.000} {film.Width} {film.Height} {map[side * side / 2 + side / 2]:R}"));
        }
    }
}
