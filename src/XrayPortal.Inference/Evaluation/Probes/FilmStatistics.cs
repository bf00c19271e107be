using XrayPortal.Imaging.Grey;

namespace XrayPortal.Inference.Evaluation.Probes;

/// <summary>What a film tells without its anatomy: numbers for the shortcut probes.</summary>
/// <param name="Size">Logarithms of width, height and width over height of the file's pixels.</param>
/// <param name="Border">
/// Of each side's outer twentieth: mean, deviation, share of black and of white; of each corner, a tenth by a tenth, the mean. Left, right, top, bottom.
/// </param>
/// <param name="Brightness">Mean, deviation, shares of black and white, and nine percentiles of all pixels.</param>
internal sealed record FilmStatistics(double[] Size, double[] Border, double[] Brightness)
{
    private const double BorderShare = 0.05;
    private const double CornerShare = 0.1;
    private const float Black = 8 / 255f;
    private const float White = 247 / 255f;

    private static readonly double[] Percentiles = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];

    public static FilmStatistics Of(GreyImage film)
    {
        int width = film.Width, height = film.Height;
        int sides = Part(width, BorderShare), ends = Part(height, BorderShare), across = Part(width, CornerShare), down = Part(height, CornerShare);
        return new FilmStatistics(
            [Math.Log(width), Math.Log(height), Math.Log(width / (double)height)],
            [
                .. Four(film, 0, 0, sides, height), .. Four(film, width - sides, 0, sides, height),
                .. Four(film, 0, 0, width, ends), .. Four(film, 0, height - ends, width, ends),
                Four(film, 0, 0, across, down)[0], Four(film, width - across, 0, across, down)[0],
                Four(film, 0, height - down, across, down)[0], Four(film, width - across, height - down, across, down)[0],
            ],
            [.. Four(film, 0, 0, width, height), .. Quantiles(film)]);
    }

    private static int Part(int side, double share) => Math.Max(1, (int)Math.Round(side * share));

    /// <returns>Mean, standard deviation, share of black, share of white of a rectangle.</returns>
    private static double[] Four(GreyImage film, int left, int top, int width, int height)
    {
        double sum = 0, squares = 0, black = 0, white = 0;
        for (var y = top; y < top + height; y++)
        {
            foreach (var grey in film.Pixels.AsSpan((y * film.Width) + left, width))
            {
                sum += grey;
                squares += (double)grey * grey;
                if (grey <= Black) black++;
                else if (grey >= White) white++;
            }
        }

        double count = (double)width * height, mean = sum / count;
        return [mean, Math.Sqrt(Math.Max(0, (squares / count) - (mean * mean))), black / count, white / count];
    }

    private static IEnumerable<double> Quantiles(GreyImage film)
    {
        // A histogram is exact enough and needs no sorting of millions of pixels.
        var bars = new long[1024];
        foreach (var grey in film.Pixels) bars[Math.Clamp((int)(grey * 1023), 0, 1023)]++;
        foreach (var share in Percentiles)
        {
            long left = (long)(share * film.Pixels.Length), bar = 0;
            while (bar < 1023 && left >= bars[bar]) left -= bars[bar++];
            yield return bar / 1023.0;
        }
    }
}
