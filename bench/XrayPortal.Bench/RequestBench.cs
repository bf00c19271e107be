using System.Diagnostics;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Overlay;
using XrayPortal.Imaging.Quality;

namespace XrayPortal.Bench;

/// <summary>
/// One film from POST to <c>done</c> against the bare stages on the same bytes, turn by turn. Twice: as a client sees it that asks
/// again and again, and without anybody asking, by the moment that the portal gives for the end.
/// </summary>
internal static class RequestBench
{
    private const int WarmUp = 10;

    public static async Task RunAsync(BenchOptions options)
    {
        var (rounds, pause) = (options.Number("rounds", 60), options.Number("poll", 3));
        var film = TestFilm.Load(BenchOptions.TestFilms()[0], options.Fraction("megapixels", 1));
        using var scorer = options.LoadScorer(options.Number("threads", 0));
        await using var portal = await PortalUnderTest.StartAsync();
        List<double> answered = [], stamped = [], seen = [], withMap = [], decodes = [], scores = [], maps = [], checks = [];
        for (var round = -WarmUp; round < rounds; round++)
        {
            var quiet = film.Jpeg(2 * (round + WarmUp));
            var watched = film.Jpeg((2 * (round + WarmUp)) + 1);
            var (answer, stamp) = await UnwatchedAsync(portal, quiet);
            var (done, map) = await WatchedAsync(portal, watched, pause);
            var begun = Stopwatch.GetTimestamp();
            var decoded = FilmDecoder.Decode(watched, DecodeLimits.Default).Value.Image;
            var decode = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            var scored = scorer.Score(decoded).Value;
            var score = Stopwatch.GetElapsedTime(begun).TotalMilliseconds - decode;
            HeatMap.Map(scored.Cam, scored.CamWidth, scored.CamHeight, decoded.Width, decoded.Height);
            var draw = Stopwatch.GetElapsedTime(begun).TotalMilliseconds - decode - score;
            FilmQuality.Check(decoded);
            var check = Stopwatch.GetElapsedTime(begun).TotalMilliseconds - decode - score - draw;
            if (round < 0) continue;
            checks.Add(check);
            answered.Add(answer);
            stamped.Add(stamp);
            seen.Add(done);
            withMap.Add(done + map);
            decodes.Add(decode);
            scores.Add(score);
            maps.Add(draw);
        }

        var bare = decodes.Zip(scores, (d, s) => d + s).Zip(checks, (b, c) => b + c).ToList();
        var bareWithMap = bare.Zip(maps, (b, m) => b + m).ToList();
        Console.WriteLine($"{film.Width} x {film.Height} pixels, grey JPEG, {rounds} rounds after {WarmUp} to warm up, asked every {pause} ms; milliseconds");
        Console.WriteLine("| what | min | median | max |");
        Console.WriteLine("|---|---|---|---|");
        Console.WriteLine(Spread.Of(decodes).Row("bare: decode", "0.0"));
        Console.WriteLine(Spread.Of(checks).Row("bare: quality check", "0.0"));
        Console.WriteLine(Spread.Of(scores).Row("bare: network with its map, gate, hash of the input", "0.0"));
        Console.WriteLine(Spread.Of(maps).Row("bare: map drawn as PNG", "0.0"));
        Console.WriteLine(Spread.Of(answered).Row("portal: POST to its answer", "0.0"));
        Console.WriteLine(Spread.Of(stamped).Row("portal: POST to done, nobody asks", "0.0"));
        Console.WriteLine(Spread.Of(seen).Row("portal: POST to done, as a client sees it", "0.0"));
        Console.WriteLine(Spread.Of(withMap).Row("portal: the same, then map.png", "0.0"));
        Console.WriteLine(Spread.Of(stamped.Zip(bare, (r, b) => r / b)).Row("ratio: nobody asks / (decode + check + network)", "0.00"));
        Console.WriteLine(Spread.Of(seen.Zip(bare, (r, b) => r / b)).Row("ratio: as seen / (decode + check + network)", "0.00"));
        Console.WriteLine(Spread.Of(withMap.Zip(bareWithMap, (r, b) => r / b)).Row("ratio: as seen, with map.png / (decode + check + network + map)", "0.00"));
    }

    private static async Task<(double Answer, double Done)> UnwatchedAsync(PortalUnderTest portal, byte[] file)
    {
        var start = TimeProvider.System.GetUtcNow();
        var begun = Stopwatch.GetTimestamp();
        var film = (await portal.UploadAsync([("quiet.jpeg", file)]))[0];
        var answer = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        await Task.Delay(100);
        return (answer, (await portal.DoneAsync(film, pauseMs: 100) - start).TotalMilliseconds);
    }

    private static async Task<(double Done, double Map)> WatchedAsync(PortalUnderTest portal, byte[] file, int pauseMs)
    {
        var begun = Stopwatch.GetTimestamp();
        var film = (await portal.UploadAsync([("watched.jpeg", file)]))[0];
        await portal.DoneAsync(film, pauseMs);
        var done = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        await portal.GetAsync($"/api/v1/films/{film}/map.png");
        return (done, Stopwatch.GetElapsedTime(begun).TotalMilliseconds - done);
    }
}
