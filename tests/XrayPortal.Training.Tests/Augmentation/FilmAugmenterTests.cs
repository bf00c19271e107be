using XrayPortal.Training.Augmentation;
using XrayPortal.Training.Recipes;

namespace XrayPortal.Training.Tests.Augmentation;

public sealed class FilmAugmenterTests
{
    private const int Side = 32;

    private static readonly FilmAugmentation None = new()
    {
        Rotation = 0,
        Shift = 0,
        Zoom = 0,
        Aspect = 0,
        Shear = 0,
        Gamma = 0,
        Contrast = 0,
        Brightness = 0,
        Blur = 0,
        Sharpen = 0,
        Noise = 0,
        JpegChance = 0,
        BorderErasing = 0,
        CornerErasing = 0,
        Chance = 0,
    };

    [Fact]
    public void Apply_AllRangesZero_LeavesTheFilm()
    {
        var film = Film();
        var result = new float[film.Length];

        FilmAugmenter.Apply(film, result, Side, None, new Random(1));

        for (var i = 0; i < film.Length; i++) Assert.Equal(film[i] / 65535f, result[i], 1e-4f);
    }

    [Fact]
    public void Apply_SameSeed_SameResult_OtherSeed_Other()
    {
        var film = Film();
        float[] Draw(int seed)
        {
            var result = new float[film.Length];
            FilmAugmenter.Apply(film, result, Side, new FilmAugmentation(), new Random(seed));
            return result;
        }

        Assert.Equal(Draw(4), Draw(4));
        Assert.NotEqual(Draw(4), Draw(5));
        Assert.All(Draw(6), v => Assert.InRange(v, 0f, 1f));
    }

    /// <summary>A film is never mirrored: whatever is drawn, the bright mark stays on its side.</summary>
    [Fact]
    public void Apply_ManyDraws_NeverMirrors()
    {
        var film = new ushort[Side * Side];
        for (var y = 12; y < 20; y++)
            for (var x = 4; x < 10; x++) film[(y * Side) + x] = ushort.MaxValue;
        var ranges = new FilmAugmentation() with { BorderErasing = 0, CornerErasing = 0, Noise = 0, Brightness = 0 };
        for (var seed = 0; seed < 200; seed++)
        {
            var result = new float[film.Length];
            FilmAugmenter.Apply(film, result, Side, ranges, new Random(seed));
            double left = 0, right = 0;
            for (var i = 0; i < result.Length; i++)
            {
                if (i % Side < Side / 2) left += result[i];
                else right += result[i];
            }

            Assert.True(left > right, $"seed {seed}");
        }
    }

    private static ushort[] Film()
    {
        var random = new Random(2);
        return [.. Enumerable.Range(0, Side * Side).Select(_ => (ushort)random.Next(ushort.MaxValue))];
    }
}
