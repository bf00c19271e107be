using SkiaSharp;
using XrayPortal.Training.Recipes;

namespace XrayPortal.Training.Augmentation;

/// <summary>Applies one random draw of a <see cref="FilmAugmentation"/> to a square film.</summary>
internal static class FilmAugmenter
{
    /// <param name="source">side × side grey, 16 bit.</param>
    /// <param name="target">Receives side × side grey 0..1.</param>
    /// <param name="random">Seeded by the caller from run seed, epoch and film.</param>
    public static void Apply(ReadOnlySpan<ushort> source, Span<float> target, int side, FilmAugmentation ranges, Random random)
    {
        Warp(source, target, side, Geometry.Draw(ranges, side, random));
        if (random.NextDouble() < ranges.JpegChance) Recompress(target, side, random.Next(30, 96));
        if (random.NextDouble() < ranges.Chance) Soften(target, side, random.NextDouble() * ranges.Blur);
        if (random.NextDouble() < ranges.Chance) Sharpen(target, side, (float)(random.NextDouble() * ranges.Sharpen));
        Tone(target, ranges, random);
        if (random.NextDouble() < ranges.Chance) AddNoise(target, random.NextDouble() * ranges.Noise, random);
        if (random.NextDouble() < ranges.BorderErasing) EraseBorder(target, side, random);
        if (random.NextDouble() < ranges.CornerErasing) EraseCorner(target, side, random);
        for (var i = 0; i < target.Length; i++) target[i] = Math.Clamp(target[i], 0f, 1f);
    }

    private static double LogUniform(Random random, double range) => Math.Exp(((random.NextDouble() * 2) - 1) * Math.Log(1 + range));

    private static double Either(Random random, double range) => ((random.NextDouble() * 2) - 1) * range;

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

    private static void Tone(Span<float> film, FilmAugmentation ranges, Random random)
    {
        var gamma = (float)LogUniform(random, ranges.Gamma);
        var contrast = (float)LogUniform(random, ranges.Contrast);
        var brightness = (float)Either(random, ranges.Brightness);
        double sum = 0;
        for (var i = 0; i < film.Length; i++) sum += film[i] = MathF.Pow(Math.Clamp(film[i], 0, 1), gamma);
        var mean = (float)(sum / film.Length);
        for (var i = 0; i < film.Length; i++) film[i] = ((film[i] - mean) * contrast) + mean + brightness;
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

    private static void EraseBorder(Span<float> film, int side, Random random)
    {
        var width = random.Next(1, Math.Max(2, side / 10));
        var grey = (float)random.NextDouble();
        switch (random.Next(4))
        {
            case 0: Fill(film, side, 0, 0, side, width, grey); break;
            case 1: Fill(film, side, 0, side - width, side, width, grey); break;
            case 2: Fill(film, side, 0, 0, width, side, grey); break;
            default: Fill(film, side, side - width, 0, width, side, grey); break;
        }
    }

    private static void EraseCorner(Span<float> film, int side, Random random)
    {
        int width = random.Next(2, Math.Max(3, side / 5)), height = random.Next(2, Math.Max(3, side / 5));
        var x = random.Next(2) == 0 ? 0 : side - width;
        var y = random.Next(2) == 0 ? 0 : side - height;
        Fill(film, side, x, y, width, height, (float)random.NextDouble());
    }

    private static void Fill(Span<float> film, int side, int x, int y, int width, int height, float grey)
    {
        for (var row = y; row < y + height; row++) film.Slice((row * side) + x, width).Fill(grey);
    }

    /// <summary>Where each target pixel comes from: an affine map about the film's centre.</summary>
    private readonly record struct Geometry(float A, float B, float C, float D, float Tx, float Ty, bool BlackOutside)
    {
        public static Geometry Draw(FilmAugmentation ranges, int side, Random random)
        {
            var angle = Either(random, ranges.Rotation) * Math.PI / 180;
            var shear = Math.Tan(Either(random, ranges.Shear) * Math.PI / 180);
            var zoom = LogUniform(random, ranges.Zoom);
            var aspect = Math.Sqrt(LogUniform(random, ranges.Aspect));
            double scaleX = 1 / (zoom * aspect), scaleY = aspect / zoom;
            var (sin, cos) = Math.SinCos(angle);
            var a = (cos + (shear * sin)) * scaleX;
            var b = ((shear * cos) - sin) * scaleY;
            var c = sin * scaleX;
            var d = cos * scaleY;
            var centre = (side - 1) / 2.0;
            var tx = centre - (a * centre) - (b * centre) + Either(random, ranges.Shift * side);
            var ty = centre - (c * centre) - (d * centre) + Either(random, ranges.Shift * side);
            return new Geometry((float)a, (float)b, (float)c, (float)d, (float)tx, (float)ty, random.Next(2) == 0);
        }

        public (float X, float Y) Source(int x, int y) => ((A * x) + (B * y) + Tx, (C * x) + (D * y) + Ty);
    }
}
