using System.Diagnostics;
using XrayPortal.Imaging.Grey;
using XrayPortal.Inference.Scoring;

namespace XrayPortal.Training.Export.Int8;

/// <summary>Two models on the same films in turn, one thread each: whatever else the machine does meets both alike.</summary>
/// <param name="FloatMs">Median of one film, milliseconds: resize, network and map.</param>
internal sealed record Race(int Films, double FloatMs, double Int8Ms)
{
    private const int WarmUp = 5;

    public double Gain => FloatMs / Int8Ms;

    public static Race Run(FilmScorer whole, FilmScorer small, IReadOnlyList<GreyImage> films)
    {
        foreach (var film in films.Take(WarmUp)) (_, _) = (whole.Run(film), small.Run(film));
        var (first, second) = (new double[films.Count], new double[films.Count]);
        for (var i = 0; i < films.Count; i++)
        {
            // Who begins changes from film to film: the second finds the film in the cache.
            if (i % 2 == 0) first[i] = Took(whole, films[i]);
            second[i] = Took(small, films[i]);
            if (i % 2 == 1) first[i] = Took(whole, films[i]);
        }

        return new Race(films.Count, Median(first), Median(second));
    }

    private static double Took(FilmScorer scorer, GreyImage film)
    {
        var started = Stopwatch.GetTimestamp();
        scorer.Run(film);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
