using System.Diagnostics;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Grey;
using XrayPortal.Inference.Scoring;

namespace XrayPortal.Bench;

/// <summary>Films sent in one request, until all have ended, against the network alone on the same films already decoded.</summary>
internal static class ThroughputBench
{
    public static async Task RunAsync(BenchOptions options)
    {
        var (rounds, count) = (options.Number("rounds", 8), options.Number("films", 50));
        var callers = options.Number("callers", Environment.ProcessorCount + 1);
        var megapixels = options.Fraction("megapixels", 0);
        using var scorer = options.LoadScorer(options.Number("threads", 0));
        await using var portal = await PortalUnderTest.StartAsync();
        var films = BenchOptions.TestFilms();
        List<double> bareRates = [], withDecoding = [], portalRates = [], answered = [], ratios = [];
        var ended = 0;
        for (var round = -1; round < rounds; round++)
        {
            var files = Enumerable.Range(0, count).Select(i => Load(films[((round + 1) * count + i) % films.Count], megapixels, round + 1)).ToList();
            var decoded = files.ConvertAll(f => FilmDecoder.Decode(f.Bytes, DecodeLimits.Default).Value.Image);
            var before = await BareAsync(decoded, callers, film => scorer.Score(film));
            var begun = Stopwatch.GetTimestamp();
            await portal.UploadAsync(files);
            var answer = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            while (await portal.CountAsync("queued", 1) + await portal.CountAsync("running", 1) > 0) await Task.Delay(2);
            var rate = count / Stopwatch.GetElapsedTime(begun).TotalSeconds;
            var after = await BareAsync(decoded, callers, film => scorer.Score(film));
            var both = await BareAsync(files, callers, f => scorer.Score(FilmDecoder.Decode(f.Bytes, DecodeLimits.Default).Value.Image));
            if (round < 0)
            {
                ended = await portal.CountAsync("done") + await portal.CountAsync("not-assessed");
                continue; // to warm up
            }

            bareRates.Add((before + after) / 2);
            withDecoding.Add(both);
            portalRates.Add(rate);
            answered.Add(answer);
            ratios.Add(rate / ((before + after) / 2));
        }

        if (ended != count) throw new InvalidOperationException($"Of {count} films {ended} ended well.");
        Console.WriteLine($"{count} films a round, {rounds} rounds after one to warm up, {callers} bare callers; films per second");
        Console.WriteLine("| what | min | median | max |");
        Console.WriteLine("|---|---|---|---|");
        Console.WriteLine(Spread.Of(bareRates).Row("bare: network, films decoded before", "0.0"));
        Console.WriteLine(Spread.Of(withDecoding).Row("bare: decode and network", "0.0"));
        Console.WriteLine(Spread.Of(portalRates).Row("portal: from POST until all have ended", "0.0"));
        Console.WriteLine(Spread.Of(answered).Row("of this, milliseconds until the POST is answered", "0"));
        Console.WriteLine(Spread.Of(ratios).Row("ratio: portal / network", "0.00"));
        Console.WriteLine(Spread.Of(portalRates.Zip(withDecoding, (p, b) => p / b)).Row("ratio: portal / decode and network", "0.00"));
    }

    private static (string Name, byte[] Bytes) Load(string file, double megapixels, int copy) => (
        $"{copy}-{Path.GetFileName(file)}", megapixels > 0 ? TestFilm.Load(file, megapixels).Jpeg(copy) : File.ReadAllBytes(file));

    /// <summary>All items, by as many callers at once; items per second.</summary>
    private static async Task<double> BareAsync<T>(IReadOnlyList<T> items, int callers, Func<T, Imaging.Result<FilmScore>> work)
    {
        var next = -1;
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() =>
        {
            for (var i = Interlocked.Increment(ref next); i < items.Count; i = Interlocked.Increment(ref next)) work(items[i]);
        })));
        return items.Count / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
