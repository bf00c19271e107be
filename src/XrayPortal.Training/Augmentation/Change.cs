namespace XrayPortal.Training.Augmentation;

/// <summary>A rectangle that is painted over with one grey.</summary>
internal readonly record struct Erasure(int X, int Y, int Width, int Height, float Grey);

/// <summary>One random draw of <see cref="AugmentationRanges"/>: what happens to all planes of a picture.</summary>
internal sealed record Change(
    Geometry Geometry, int? JpegQuality, double Blur, float Sharpen, float Gamma, float Contrast, float Brightness, double Noise, int NoiseSeed,
    IReadOnlyList<Erasure> Erased, float Detail, double DetailSigma)
{
    // Of the side: from the width of a rib to that of a lung.
    private const double LeastSigma = 0.025, MostSigma = 0.125;

    public static Change Draw(AugmentationRanges ranges, int side, Random random)
    {
        var geometry = Geometry.Draw(ranges, side, random);
        int? quality = random.NextDouble() < ranges.JpegChance ? random.Next(30, 96) : null;
        return new Change(
            geometry, quality, random.UpTo(ranges.Blur), (float)random.UpTo(ranges.Sharpen), (float)random.Factor(ranges.Gamma), (float)random.Factor(ranges.Contrast),
            (float)random.Either(ranges.Brightness), random.UpTo(ranges.Noise), random.Next(), [.. Erasures(ranges, side, random)],
            (float)random.Factor(ranges.LocalContrast), side * LeastSigma * Math.Pow(MostSigma / LeastSigma, random.NextDouble()));
    }

    private static IEnumerable<Erasure> Erasures(AugmentationRanges ranges, int side, Random random)
    {
        if (random.Chosen(ranges.BorderErasing))
        {
            var width = random.Next(1, Math.Max(2, (int)(side * ranges.BorderErasing.Range)));
            var grey = (float)random.NextDouble();
            yield return random.Next(4) switch
            {
                0 => new Erasure(0, 0, side, width, grey),
                1 => new Erasure(0, side - width, side, width, grey),
                2 => new Erasure(0, 0, width, side, grey),
                _ => new Erasure(side - width, 0, width, side, grey),
            };
        }

        if (random.Chosen(ranges.CornerErasing))
        {
            var most = Math.Max(3, (int)(side * ranges.CornerErasing.Range));
            int width = random.Next(2, most), height = random.Next(2, most);
            var x = random.Next(2) == 0 ? 0 : side - width;
            var y = random.Next(2) == 0 ? 0 : side - height;
            yield return new Erasure(x, y, width, height, (float)random.NextDouble());
        }
    }
}

/// <summary>Where each target pixel comes from: an affine map about the picture's centre.</summary>
/// <param name="BlackOutside">Pixels from outside are black; else the border is repeated.</param>
internal readonly record struct Geometry(float A, float B, float C, float D, float Tx, float Ty, bool BlackOutside)
{
    /// <summary>Every pixel comes from its own place.</summary>
    public static Geometry Unchanged { get; } = new(1, 0, 0, 1, 0, 0, BlackOutside: false);

    public static Geometry Draw(AugmentationRanges ranges, int side, Random random)
    {
        var angle = random.Either(ranges.Rotation) * Math.PI / 180;
        var shear = Math.Tan(random.Either(ranges.Shear) * Math.PI / 180);
        var zoom = random.Factor(ranges.Zoom);
        var aspect = Math.Sqrt(random.Factor(ranges.Aspect));
        var mirror = random.NextDouble() < ranges.FlipChance ? -1 : 1;
        double scaleX = mirror / (zoom * aspect), scaleY = aspect / zoom;
        var (sin, cos) = Math.SinCos(angle);
        var a = (cos + (shear * sin)) * scaleX;
        var b = ((shear * cos) - sin) * scaleY;
        var c = sin * scaleX;
        var d = cos * scaleY;
        var centre = (side - 1) / 2.0;
        var tx = centre - (a * centre) - (b * centre) + (random.Either(ranges.Shift) * side);
        var ty = centre - (c * centre) - (d * centre) + (random.Either(ranges.Shift) * side);
        return new Geometry((float)a, (float)b, (float)c, (float)d, (float)tx, (float)ty, random.Next(2) == 0);
    }

    public (float X, float Y) Source(float x, float y) => ((A * x) + (B * y) + Tx, (C * x) + (D * y) + Ty);
}

/// <summary>Draws within a <see cref="Jitter"/>. Each takes the same number of draws whatever comes out, so that one range does not move the others.</summary>
internal static class JitterDraws
{
    public static bool Chosen(this Random random, Jitter jitter) => random.NextDouble() < jitter.Chance && jitter.IsOn;

    /// <returns>Uniform from minus to plus the range.</returns>
    public static double Either(this Random random, Jitter jitter)
    {
        var (chosen, value) = (random.Chosen(jitter), random.NextDouble());
        return chosen ? ((value * 2) - 1) * jitter.Range : 0;
    }

    /// <returns>Log-uniform from 1/(1 + range) to 1 + range.</returns>
    public static double Factor(this Random random, Jitter jitter)
    {
        var (chosen, value) = (random.Chosen(jitter), random.NextDouble());
        return chosen ? Math.Exp(((value * 2) - 1) * Math.Log(1 + jitter.Range)) : 1;
    }

    /// <returns>Uniform from 0 to the range.</returns>
    public static double UpTo(this Random random, Jitter jitter)
    {
        var (chosen, value) = (random.Chosen(jitter), random.NextDouble());
        return chosen ? value * jitter.Range : 0;
    }
}
