using System.Text.Json;
using XrayPortal.Training.Augmentation;
using XrayPortal.Training.Recipes;

namespace XrayPortal.Training.Tests.Augmentation;

public sealed class AugmenterTests
{
    private const int Side = 32;

    [Fact]
    public void Apply_AllRangesZero_LeavesTheFilm()
    {
        var film = Film();
        var result = new float[film.Length];

        Augmenter.Apply(film, result, Side, AugmentationRanges.None, new Random(1));

        for (var i = 0; i < film.Length; i++) Assert.Equal(film[i] / 65535f, result[i], 1e-4f);
    }

    [Fact]
    public void Apply_SameSeed_SameResult_OtherSeed_Other()
    {
        var film = Film();
        float[] Draw(int seed)
        {
            var result = new float[film.Length];
            Augmenter.Apply(film, result, Side, new AugmentationRanges(), new Random(seed));
            return result;
        }

        Assert.Equal(Draw(4), Draw(4));
        Assert.NotEqual(Draw(4), Draw(5));
        Assert.All(Draw(6), v => Assert.InRange(v, 0f, 1f));
    }

    /// <summary>Waves of 4 pixels are detail and are doubled; one wave over the whole picture is none and stays, and so does an even picture.</summary>
    [Theory]
    [InlineData(4, 2.0, 0.05)]
    [InlineData(256, 1.0, 0.1)]
    public void LocalContrast_Waves_ChangesOnlyShortOnes(int length, double factor, double tolerance)
    {
        const int side = 256;
        var film = new float[side * side];
        for (var i = 0; i < film.Length; i++) film[i] = (float)(0.5 + (0.1 * Math.Sin(2 * Math.PI * (i % side) / length)));
        var changed = film.ToArray();

        LocalContrast.Apply(changed, side, 2, sigma: 8);

        for (var y = 100; y < 120; y++)
            for (var x = 60; x < 190; x++) Assert.Equal((film[(y * side) + x] - 0.5) * factor, changed[(y * side) + x] - 0.5, 0.1 * tolerance);
        var even = new float[64];
        Array.Fill(even, 0.3f);
        LocalContrast.Apply(even, 8, 3, sigma: 1);
        Assert.All(even, v => Assert.Equal(0.3f, v, 1e-5f));
    }

    /// <summary>The blur's spread is the one asked for: a bright pixel's variance in all directions, border far away.</summary>
    [Fact]
    public void LocalContrast_DetailTakenAway_LeavesABlurOfSigma()
    {
        const int side = 101, centre = 50;
        var film = new float[side * side];
        film[(centre * side) + centre] = 1;

        LocalContrast.Apply(film, side, 0, sigma: 6);

        double sum = 0, across = 0, down = 0;
        for (var i = 0; i < film.Length; i++)
        {
            sum += film[i];
            across += film[i] * Math.Pow((i % side) - centre, 2);
            down += film[i] * Math.Pow((i / side) - centre, 2);
        }

        Assert.Equal(1, sum, 1e-4);
        Assert.Equal(across, down, 1e-3);
        Assert.InRange(Math.Sqrt(across), 5.4, 6.6); // means over whole pixels come this near
    }

    /// <summary>A film is never mirrored: whatever is drawn, the bright mark stays on its side.</summary>
    [Fact]
    public void Apply_ManyDraws_NeverMirrors()
    {
        var film = new ushort[Side * Side];
        for (var y = 12; y < 20; y++)
            for (var x = 4; x < 10; x++) film[(y * Side) + x] = ushort.MaxValue;
        var ranges = new AugmentationRanges() with { BorderErasing = 0, CornerErasing = 0, Noise = 0, Brightness = 0 };
        for (var seed = 0; seed < 200; seed++)
        {
            var result = new float[film.Length];
            Augmenter.Apply(film, result, Side, ranges, new Random(seed));
            double left = 0, right = 0;
            for (var i = 0; i < result.Length; i++)
            {
                if (i % Side < Side / 2) left += result[i];
                else right += result[i];
            }

            Assert.True(left > right, $"seed {seed}");
        }
    }

    [Fact]
    public void Apply_FlipChanceOne_Mirrors()
    {
        var film = Film();
        var result = new float[film.Length];

        Augmenter.Apply(film, result, Side, AugmentationRanges.None with { FlipChance = 1 }, new Random(1));

        for (var i = 0; i < film.Length; i++) Assert.Equal(film[(i / Side * Side) + Side - 1 - (i % Side)] / 65535f, result[i], 1e-4f);
    }

    /// <summary>Red, green and blue of a pixel stay together.</summary>
    [Fact]
    public void Apply_Colour_ChangesPlanesAlike()
    {
        var film = Film();
        ushort[] colour = [.. film, .. film, .. film];
        var result = new float[colour.Length];

        Augmenter.Apply(colour, result, Side, new AugmentationRanges(), new Random(3));

        Assert.Equal(result[..film.Length], result[film.Length..(2 * film.Length)]);
        Assert.Equal(result[..film.Length], result[(2 * film.Length)..]);
    }

    /// <summary>A chance of a quarter changes about a quarter of the pictures.</summary>
    [Fact]
    public void Apply_ChanceOfAQuarter_ChangesAQuarter()
    {
        var film = Film();
        var plain = new float[film.Length];
        Augmenter.Apply(film, plain, Side, AugmentationRanges.None, new Random(0));
        var ranges = AugmentationRanges.None with { Brightness = new Jitter(0.4, 0.25) };

        var changed = Enumerable.Range(0, 400).Count(seed =>
        {
            var result = new float[film.Length];
            Augmenter.Apply(film, result, Side, ranges, new Random(seed));
            return !result.SequenceEqual(plain);
        });

        Assert.InRange(changed, 70, 130);
    }

    [Fact]
    public void Jitter_InJson_IsANumberOrAnObject()
    {
        var read = JsonSerializer.Deserialize<AugmentationRanges>("""{"rotation": 5, "zoom": {"range": 0.2, "chance": 0.5}}""", Recipe.Json)!;

        Assert.Equal(new Jitter(5), read.Rotation);
        Assert.Equal(new Jitter(0.2, 0.5), read.Zoom);
        Assert.Equal(read, JsonSerializer.Deserialize<AugmentationRanges>(JsonSerializer.Serialize(read, Recipe.Json), Recipe.Json));
    }

    private static ushort[] Film()
    {
        var random = new Random(2);
        return [.. Enumerable.Range(0, Side * Side).Select(_ => (ushort)random.Next(ushort.MaxValue))];
    }
}
