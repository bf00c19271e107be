using System.Numerics;
using System.Runtime.InteropServices;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Grey;

namespace XrayPortal.Imaging.Quality;

/// <summary>Judges whether a decoded film can be assessed at all; what is not a chest film is the model's gate's matter.</summary>
public static class FilmQuality
{
    /// <summary>Pixels of the shorter side below which nothing is assessed.</summary>
    public const int MinSide = 64;

    private const double MinDeviation = 0.02;
    private const double MaxClippedShare = 0.97;
    private const float LowestGrey = 1 / 255f;
    private const float HighestGrey = 254 / 255f;

    // Below what any of 8,785 films of children and adults showed: a false alarm costs a reading, a miss is the gate's to catch.
    private const double MaxNegativeLikeness = -0.35;

    /// <returns>Null where the film can be assessed.</returns>
    public static Refusal? Check(GreyImage film)
    {
        ArgumentNullException.ThrowIfNull(film);
        if (Math.Min(film.Width, film.Height) < MinSide) return FilmRefusals.TooSmall(film.Width, film.Height, MinSide);
        var (sum, squares, clipped) = Add(film);
        double count = film.Pixels.Length, mean = sum / count;
        if (Math.Sqrt(Math.Max(0, (squares / count) - (mean * mean))) < MinDeviation) return FilmRefusals.Blank;
        if (clipped > MaxClippedShare * count) return FilmRefusals.Clipped;
        return Negative.Likeness(film) < MaxNegativeLikeness ? FilmRefusals.Inverted : null;
    }

    /// <summary>Sum, sum of squares and number of pixels at either end of the grey scale; several pixels at once, because every film waits for it.</summary>
    private static (double Sum, double Squares, long Clipped) Add(GreyImage film)
    {
        var (lowest, highest) = (new Vector<float>(LowestGrey), new Vector<float>(HighestGrey));
        double sum = 0, squares = 0;
        long clipped = 0;
        for (var y = 0; y < film.Height; y++)
        {
            var row = film.Pixels.AsSpan(y * film.Width, film.Width);
            var (sums, products, counts) = (Vector<float>.Zero, Vector<float>.Zero, Vector<int>.Zero);
            var vectors = MemoryMarshal.Cast<float, Vector<float>>(row);
            foreach (var values in vectors)
            {
                sums += values;
                products += values * values;
                counts -= Vector.LessThan(values, lowest) | Vector.GreaterThan(values, highest); // true is -1
            }

            sum += Vector.Sum(sums);
            squares += Vector.Sum(products);
            clipped += Vector.Sum(counts);
            foreach (var value in row[(vectors.Length * Vector<float>.Count)..])
            {
                sum += value;
                squares += (double)value * value;
                if (value is < LowestGrey or > HighestGrey) clipped++;
            }
        }

        return (sum, squares, clipped);
    }
}
