using SkiaSharp;

namespace XrayPortal.Training.Augmentation;

/// <summary>Applies one random draw of <see cref="AugmentationRanges"/> to a square picture.</summary>
internal static class Augmenter
{
    /// <param name="source">Planes × side × side, 16 bit.</param>
    /// <param name="target">Receives planes × side × side, 0..1. All planes are changed alike, but for noise.</param>
    /// <param name="random">Seeded by the caller from run seed, epoch and place.</param>
    /// <returns>Where each target pixel came from.</returns>
    public static Geometry Apply(ReadOnlySpan<ushort> source, Span<float> target, int side, AugmentationRanges ranges, Random random)
    {
        var area = side * side;
        var change = Change.Draw(ranges, side, random);
        for (var at = 0; at < target.Length; at += area) Apply(source.Slice(at, area), target.Slice(at, area), side, change);
        return change.Geometry;
    }

    private static void Apply(ReadOnlySpan<ushort> source, Span<float> plane, int side, Change change)
    {
        Warp(source, plane, side, change.Geometry);
        if (change.JpegQuality is { } quality) Recompress(plane, side, quality);
        Soften(plane, side, change.Blur);
        if (change.Sharpen > 0) Sharpen(plane, side, change.Sharpen);
        if (change.Detail != 1) LocalContrast.Apply(plane, side, change.Detail, change.DetailSigma);
        Tone(plane, change);
        if (change.Noise > 0) AddNoise(plane, change.Noise, new Random(change.NoiseSeed));
        foreach (var erased in change.Erased) Fill(plane, side, erased);
        for (var i = 0; i < plane.Length; i++) plane[i] = Math.Clamp(plane[i], 0f, 1f);
    }

    private static void Warp(ReadOnlySpan<ushort> source, Span<float> target, int side, Geometry g)
    {
        const float scale = 1f / ushort.MaxValue;
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                var (sx, sy) = g.Source(x, y);
                if (g.BlackOutside && (sx < -0.5f || sy < -0.5f || sx > side - 0.5f || sy > side - 0.5f))
                {
                    target[(y * side) + x] = 0;
                    continue;
                }

                sx = Math.Clamp(sx, 0, side - 1);
                sy = Math.Clamp(sy, 0, side - 1);
                int x0 = (int)sx, y0 = (int)sy;
                int x1 = Math.Min(x0 + 1, side - 1), y1 = Math.Min(y0 + 1, side - 1);
                float fx = sx - x0, fy = sy - y0;
                var top = source[(y0 * side) + x0] + ((source[(y0 * side) + x1] - source[(y0 * side) + x0]) * fx);
                var bottom = source[(y1 * side) + x0] + ((source[(y1 * side) + x1] - source[(y1 * side) + x0]) * fx);
                target[(y * side) + x] = (top + ((bottom - top) * fy)) * scale;
            }
        }
    }

    private static void Recompress(Span<float> film, int side, int quality)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(side, side, SKColorType.Gray8, SKAlphaType.Opaque));
        unsafe
        {
            var bytes = new Span<byte>((void*)bitmap.GetPixels(), film.Length);
            for (var i = 0; i < film.Length; i++) bytes[i] = (byte)Math.Clamp((film[i] * 255) + 0.5f, 0, 255);
            using var pixmap = bitmap.PeekPixels();
            using var jpeg = pixmap.Encode(new SKJpegEncoderOptions(quality));
            using var codec = SKCodec.Create(jpeg);
            codec.GetPixels(bitmap.Info, bitmap.GetPixels());
            for (var i = 0; i < film.Length; i++) film[i] = bytes[i] / 255f;
        }
    }

    private static void Soften(Span<float> film, int side, double sigma)
    {
        if (sigma < 0.2) return;
        var radius = (int)Math.Ceiling(2.5 * sigma);
        Span<float> kernel = stackalloc float[(2 * radius) + 1];
        float sum = 0;
        for (var i = -radius; i <= radius; i++) sum += kernel[i + radius] = (float)Math.Exp(-i * i / (2 * sigma * sigma));
        for (var i = 0; i < kernel.Length; i++) kernel[i] /= sum;
        var between = new float[film.Length];
        Convolve(film, between, side, kernel, radius, stepX: 1, stepY: 0);
        Convolve(between, film, side, kernel, radius, stepX: 0, stepY: 1);
    }

    private static void Convolve(ReadOnlySpan<float> from, Span<float> to, int side, ReadOnlySpan<float> kernel, int radius, int stepX, int stepY)
    {
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                float sum = 0;
                for (var k = -radius; k <= radius; k++)
                {
                    var sx = Math.Clamp(x + (k * stepX), 0, side - 1);
                    var sy = Math.Clamp(y + (k * stepY), 0, side - 1);
                    sum += from[(sy * side) + sx] * kernel[k + radius];
                }

                to[(y * side) + x] = sum;
            }
        }
    }

    private static void Sharpen(Span<float> film, int side, float amount)
    {
        var soft = film.ToArray();
        Soften(soft, side, 1.0);
        for (var i = 0; i < film.Length; i++) film[i] += amount * (film[i] - soft[i]);
    }

    private static void Tone(Span<float> film, Change change)
    {
        double sum = 0;
        for (var i = 0; i < film.Length; i++) sum += film[i] = MathF.Pow(Math.Clamp(film[i], 0, 1), change.Gamma);
        var mean = (float)(sum / film.Length);
        for (var i = 0; i < film.Length; i++) film[i] = ((film[i] - mean) * change.Contrast) + mean + change.Brightness;
    }

    private static void AddNoise(Span<float> film, double deviation, Random random)
    {
        for (var i = 0; i < film.Length; i += 2)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * deviation;
            var (sin, cos) = Math.SinCos(2 * Math.PI * random.NextDouble());
            film[i] += (float)(radius * cos);
            if (i + 1 < film.Length) film[i + 1] += (float)(radius * sin);
        }
    }

    private static void Fill(Span<float> film, int side, Erasure e)
    {
        for (var row = e.Y; row < e.Y + e.Height; row++) film.Slice((row * side) + e.X, e.Width).Fill(e.Grey);
    }
}
