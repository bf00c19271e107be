using System.Diagnostics;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Overlay;

namespace XrayPortal.Bench;

/// <summary>One film from POST to <c>done</c> against the bare stages on the same bytes, turn by turn.</summary>
internal static class RequestBench
{
    private const int WarmUp = 10;

    public static async Task RunAsync(BenchOptions options)
    {
        var rounds = options.Number("rounds", 60);
        var film = TestFilm.Load(BenchOptions.TestFilms()[0], options.Fraction("megapixels", 1));
        using var scorer = options.LoadScorer(options.Number("threads", 0));
        await using var portal = await PortalUnderTest.StartAsync();
        List<double> requests = [], withMaps = [], decodes = [], scores = [], maps = [];
        for (var round = -WarmUp; round < rounds; round++)
        {
            var file = film.Jpeg(round + WarmUp);
            var (request, map) = await RequestAsync(portal, $"film-{round}.jpeg", file);
            var begun = Stopwatch.GetTimestamp();
            var decoded = FilmDecoder.Decode(file, DecodeLimits.Default).Value.Image;
            var decode = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            var scored = scorer.Score(decoded).Value;
            var score = Stopwatch.GetElapsedTime(begun).TotalMilliseconds - decode;
            HeatMap.Map(scored.Cam, scored.CamWidth, scored.CamHeight, decoded.Width, decoded.Height);
            var draw = Stopwatch.GetElapsedTime(begun).TotalMilliseconds - decode - score;
            if (round < 0) continue;
            requests.Add(request);
            withMaps.Add(request + map);
            decodes.Add(decode);
            scores.Add(score);
            maps.Add(draw);
        }

        var bare = decodes.Zip(scores, (d, s) => d + s).ToList();
        var bareWithMap = bare.Zip(maps, (b, m) => b + m).ToList();
        Console.WriteLine($"{film.Width} x {film.Height} pixels, grey JPEG, {rounds} rounds after {WarmUp} to warm up; milliseconds");
        Console.WriteLine("| what | min | median | max |");
        Console.WriteLine("|---|---|---|---|");
        Console.WriteLine(Spread.Of(decodes).Row("bare: decode", "0.0"));
        Console.WriteLine(Spread.Of(scores).Row("bare: network with its map, gate, hash of the input", "0.0"));
        Console.WriteLine(Spread.Of(maps).Row("bare: map drawn as PNG", "0.0"));
        Console.WriteLine(Spread.Of(requests).Row("portal: POST to done", "0.0"));
        Console.WriteLine(Spread.Of(withMaps).Row("portal: POST to done, then map.png", "0.0"));
        Console.WriteLine(Spread.Of(requests.Zip(bare, (r, b) => r / b)).Row("ratio: POST to done / (decode + network)", "0.00"));
        Console.WriteLine(Spread.Of(withMaps.Zip(bareWithMap, (r, b) => r / b)).Row("ratio: with map.png / (decode + network + map)", "0.00"));
        Console.WriteLine($"ratio of the medians: {Spread.Of(requests).Median / Spread.Of(bare).Median:0.00}; with map.png {Spread.Of(withMaps).Median / Spread.Of(bareWithMap).Median:0.00}");
    }

    private static async Task<(double Request, double Map)> RequestAsync(PortalUnderTest portal, string name, byte[] file)
    {
        var begun = Stopwatch.GetTimestamp();
        var film = (await portal.UploadAsync([(name, file)]))[0];
        var state = await portal.EndOfAsync(film);
        var request = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        if (state != "done") throw new InvalidOperationException($"The film ended as {state}.");
        await portal.GetAsync($"/api/v1/films/{film}/map.png");
        return (request, Stopwatch.GetElapsedTime(begun).TotalMilliseconds - request);
    }
}
