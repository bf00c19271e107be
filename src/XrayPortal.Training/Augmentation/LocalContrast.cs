namespace XrayPortal.Training.Augmentation;

/// <summary>
/// Detail against large structures, as the processing in a radiography machine sets it: each machine draws ribs and lungs its own way.
/// Detail is what a picture differs by from its own blur; the blur is three running means along each axis, close to a Gaussian.
/// </summary>
/// <remarks>Running means: Wells, IEEE PAMI 8(2), 1986.</remarks>
internal static class LocalContrast
{
    private const int Passes = 3;

    /// <param name="film">side × side, changed in place.</param>
    /// <param name="factor">Detail is multiplied by it.</param>
    /// <param name="sigma">Of the blur, pixels.</param>
    public static void Apply(Span<float> film, int side, float factor, double sigma)
    {
        // Variance of one running mean over 2r + 1 pixels: r (r + 1) / 3.
        var radius = Math.Clamp((int)Math.Round((Math.Sqrt(1 + (12 * sigma * sigma / Passes)) - 1) / 2), 1, side / 2);
        float[] smooth = film.ToArray(), turned = new float[film.Length];
        for (var pass = 0; pass < Passes; pass++)
        {
            MeanRowsTurned(smooth, turned, side, radius); // turned twice, both axes are done and the picture stands as before
            MeanRowsTurned(turned, smooth, side, radius);
        }

        for (var i = 0; i < film.Length; i++) film[i] = smooth[i] + ((film[i] - smooth[i]) * factor);
    }

    // Beyond the border the border's pixel is repeated.
    private static void MeanRowsTurned(float[] from, float[] to, int side, int radius)
    {
        var share = 1f / ((2 * radius) + 1);
        for (var y = 0; y < side; y++)
        {
            var row = from.AsSpan(y * side, side);
            var sum = row[0] * radius;
            for (var x = 0; x <= radius; x++) sum += row[Math.Min(x, side - 1)];
            for (var x = 0; x < side; x++)
            {
                to[(x * side) + y] = sum * share;
                sum += row[Math.Min(x + radius + 1, side - 1)] - row[Math.Max(x - radius, 0)];
            }
        }
    }
}
