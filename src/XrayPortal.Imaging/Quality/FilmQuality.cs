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

    // Below what any of 8,785 films of children and adults showed: a false alarm costs a reading, a miss is the gate's to catch.
    private const double MaxNegativeLikeness = -0.35;

    /// <returns>Null where the film can be assessed.</returns>
    public static Refusal? Check(GreyImage film)
    {
        ArgumentNullException.ThrowIfNull(film);
        if (Math.Min(film.Width, film.Height) < MinSide) return FilmRefusals.TooSmall(film.Width, film.Height, MinSide);
        double sum = 0, squares = 0;
        long clipped = 0;
        foreach (var value in film.Pixels)
        {
            sum += value;
            squares += (double)value * value;
            if (value is < 1 / 255f or > 254 / 255f) clipped++;
        }

        double count = film.Pixels.Length, mean = sum / count;
        if (Math.Sqrt(Math.Max(0, (squares / count) - (mean * mean))) < MinDeviation) return FilmRefusals.Blank;
        if (clipped > MaxClippedShare * count) return FilmRefusals.Clipped;
        return Negative.Likeness(film) < MaxNegativeLikeness ? FilmRefusals.Inverted : null;
    }
}
