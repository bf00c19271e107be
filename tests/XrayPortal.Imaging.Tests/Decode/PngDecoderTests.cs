using SkiaSharp;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Decode;

public sealed class PngDecoderTests
{
    private static DecodedFilm Decode(byte[] file)
    {
        var film = FilmDecoder.Decode(file, DecodeLimits.Default);
        Assert.False(film.IsRefused, film.Refusal?.Sentence);
        return film.Value;
    }

    private static string? CodeOf(byte[] file) => FilmDecoder.Decode(file, DecodeLimits.Default).Refusal?.Code;

    private static int Noise(int x, int y, int c, int maximum) => new Random((x * 7919) + (y * 104729) + c).Next(maximum + 1);

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(4, true)]
    [InlineData(8, false)]
    [InlineData(8, true)]
    [InlineData(16, false)]
    [InlineData(16, true)]
    public void Decode_Grey_IsExactInEveryDepthAndInterlace(int depth, bool interlaced)
    {
        var maximum = (1 << depth) - 1;
        var png = new PngBuilder(37, 29, depth, 0) { Interlaced = interlaced }.Build((x, y, c) => Noise(x, y, c, maximum));

        var film = Decode(png);

        Assert.Equal((37, 29, depth), (film.Image.Width, film.Image.Height, film.BitsStored));
        for (var y = 0; y < 29; y++)
        {
            for (var x = 0; x < 37; x++) Assert.Equal(Noise(x, y, 0, maximum) / (float)maximum, film.Image[x, y]);
        }
    }

    [Theory]
    [InlineData(2, 8)]
    [InlineData(2, 16)]
    [InlineData(4, 8)]
    [InlineData(4, 16)]
    [InlineData(6, 8)]
    [InlineData(6, 16)]
    public void Decode_ColourAndAlpha_AreLumaOverBlack(int colour, int depth)
    {
        double maximum = (1 << depth) - 1;
        int S(int x, int y, int c) => Noise(x, y, c, (int)maximum);
        var film = Decode(new PngBuilder(19, 23, depth, colour).Build(S));

        for (var y = 0; y < 23; y++)
        {
            for (var x = 0; x < 19; x++)
            {
                var luma = colour == 4 ? S(x, y, 0) : (0.299 * S(x, y, 0)) + (0.587 * S(x, y, 1)) + (0.114 * S(x, y, 2));
                var alpha = colour switch { 2 => 1, 4 => S(x, y, 1) / maximum, _ => S(x, y, 3) / maximum };
                Assert.Equal(luma / maximum * alpha, film.Image[x, y], 1e-6);
            }
        }
    }

    [Fact]
    public void Decode_RgbWithoutColour_EqualsGreyExactly()
    {
        var grey = Decode(new PngBuilder(64, 64, 16, 0).Build((x, y, _) => Noise(x, y, 0, 65535)));
        var rgb = Decode(new PngBuilder(64, 64, 16, 2).Build((x, y, _) => Noise(x, y, 0, 65535)));

        Assert.Equal(grey.Image.Pixels, rgb.Image.Pixels);
    }

    [Fact]
    public void Decode_Palette_LooksUpLumaAndTransparency()
    {
        var png = new PngBuilder(3, 1, 2, 3).Chunk("PLTE", 255, 0, 0, 0, 255, 0, 10, 20, 30).Chunk("tRNS", 255, 0).Build((x, _, _) => x);

        var film = Decode(png);

        Assert.Equal([0.299f, 0f, (float)(((0.299 * 10) + (0.587 * 20) + (0.114 * 30)) / 255)], film.Image.Pixels);
    }

    [Fact]
    public void Decode_TransparentGrey_IsBlack()
    {
        var png = new PngBuilder(2, 1, 16, 0).Chunk("tRNS", 0x12, 0x34).Build((x, _, _) => x == 0 ? 0x1234 : 0x1235);

        Assert.Equal([0f, 0x1235 / 65535f], Decode(png).Image.Pixels);
    }

    [Fact]
    public void Decode_EightBitGrey_EqualsSkia()
    {
        var png = new PngBuilder(200, 150, 8, 0).Build((x, y, _) => Noise(x, y, 0, 255));

        var film = Decode(png);

        using var skia = SKBitmap.Decode(png);
        for (var y = 0; y < 150; y++)
        {
            for (var x = 0; x < 200; x++) Assert.Equal(skia.GetPixel(x, y).Red / 255f, film.Image[x, y]);
        }
    }

    [Fact]
    public void Decode_Gamma_IsNotApplied()
    {
        var plain = Decode(new PngBuilder(8, 8, 8, 0).Build((x, y, _) => Noise(x, y, 0, 255)));
        var withGamma = Decode(new PngBuilder(8, 8, 8, 0).Chunk("gAMA", 0, 0, 0xB1, 0x8F).Build((x, y, _) => Noise(x, y, 0, 255)));

        Assert.Equal(plain.Image.Pixels, withGamma.Image.Pixels);
    }

    [Fact]
    public void Decode_DamagedFiles_HaveTheirOwnCodes()
    {
        var builder = new PngBuilder(40, 40, 16, 0);
        int Sample(int x, int y, int c) => Noise(x, y, c, 65535);
        var whole = builder.Build(Sample);
        var raw = builder.Raw(Sample);
        var flipped = whole.ToArray();
        flipped[60] ^= 1;
        var wrongFilter = raw.ToArray();
        wrongFilter[0] = 7;

        Assert.Equal("film.truncated", CodeOf(whole[..^12]));
        Assert.Equal("film.truncated", CodeOf(whole[..(whole.Length / 2)]));
        Assert.Equal("film.truncated", CodeOf(builder.BuildFrom(PngBuilder.Zip(raw[..^1]))));
        Assert.Equal("film.truncated", CodeOf(builder.BuildFrom(PngBuilder.Zip(raw)[..^200])));
        Assert.Equal("film.check-sum", CodeOf(flipped));
        Assert.Equal("film.damaged", CodeOf(builder.BuildFrom(PngBuilder.Zip(wrongFilter))));
        Assert.Equal("film.damaged", CodeOf(builder.BuildFrom([1, 2, 3, 4, 5])));
        Assert.Equal("film.damaged", CodeOf(builder.BuildFrom([])));
        Assert.Equal("film.damaged", CodeOf(new PngBuilder(4, 4, 8, 0).Chunk("ABCD", 1).Build(Sample)));
        Assert.Equal("film.no-size", CodeOf(new PngBuilder(0, 4, 8, 0).BuildFrom([1])));
        Assert.Equal("film.damaged", CodeOf(new PngBuilder(4, 4, 16, 3).BuildFrom([1])));
        Assert.Equal("film.damaged", CodeOf(new PngBuilder(4, 4, 8, 3).Build((_, _, _) => 0)));
        Assert.Equal("film.damaged", CodeOf(new PngBuilder(4, 4, 8, 3).Chunk("PLTE", 1, 2, 3).Build((_, _, _) => 1)));
        Assert.Equal("film.animated", CodeOf(new PngBuilder(4, 4, 8, 0).Chunk("acTL", 0, 0, 0, 2, 0, 0, 0, 0).Build((_, _, _) => 0)));
    }

    [Fact]
    public void Decode_SmallFileThatClaimsManyPixels_IsRefusedBeforeMemoryIsTaken()
    {
        var bomb = new PngBuilder(20_000, 20_000, 1, 0).BuildFrom(PngBuilder.Zip(new byte[5_000_000]));
        var claim = new PngBuilder(8_000, 8_000, 16, 6).BuildFrom(PngBuilder.Zip(new byte[1000]));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var codes = (CodeOf(bomb), FilmHeader.Read(bomb, bomb.Length, DecodeLimits.Default).Refusal?.Code, CodeOf(claim));

        Assert.Equal(("film.too-many-pixels", "film.too-many-pixels", "film.truncated"), codes);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }
}
