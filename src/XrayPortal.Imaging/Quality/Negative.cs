using XrayPortal.Imaging.Grey;

namespace XrayPortal.Imaging.Quality;

/// <summary>
/// How much a film looks like a chest film (towards 1) or like the negative of one (towards -1): correlation with the
/// mean of 5,232 chest films at 8 × 8.
/// </summary>
/// <remarks>
/// Films of the mean: training films of Kermany et al. 2018, doi 10.17632/rscbjbr9sj, CC BY 4.0. On them and on the 624 test
/// films the correlation is never below 0.18, on 2,929 films of adults never below -0.30 (ADR 0013).
/// </remarks>
internal static class Negative
{
    private const int Side = 8;

    // Left half of the mean film, mirrored for the right: mean grey 0, in thousandths.
    private static readonly int[] LeftHalf =
    [
        -66, -30, 4, 46,
        -64, 3, 17, 42,
        -81, 9, -3, 46,
        -93, 1, -4, 63,
        -98, -11, 9, 74,
        -101, -21, 16, 74,
        -99, 1, 52, 85,
        -90, 42, 82, 96,
    ];

    /// <returns>-1 to 1; 0 for a film without structure.</returns>
    public static double Likeness(GreyImage film)
    {
        var small = Antialias.Resize(film, Side, Side).Pixels;
        var mean = small.Average(value => (double)value);
        double product = 0, own = 0, typical = 0;
        for (var i = 0; i < small.Length; i++)
        {
            var column = i % Side;
            double expected = LeftHalf[(i / Side * Side / 2) + Math.Min(column, Side - 1 - column)], actual = small[i] - mean;
            product += expected * actual;
            own += actual * actual;
            typical += expected * expected;
        }

        return own == 0 ? 0 : product / Math.Sqrt(own * typical);
    }
}
