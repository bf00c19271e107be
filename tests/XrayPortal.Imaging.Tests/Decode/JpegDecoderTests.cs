using SkiaSharp;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Grey;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Decode;

public sealed class JpegDecoderTests
{
    private static GreyImage Decode(byte[] file)
    {
        var film = FilmDecoder.Decode(file, DecodeLimits.Default);
        Assert.False(film.IsRefused, film.Refusal?.Sentence);
        return film.Value.Image;
    }

    private static string? CodeOf(byte[] file) => FilmDecoder.Decode(file, DecodeLimits.Default).Refusal?.Code;

    [Fact]
    public void Decode_Grey_IsValueOver255AsSkiaGivesIt()
    {
        var jpeg = JpegSamples.Grey(101, 67);
        using var codec = SKCodec.Create(new MemoryStream(jpeg));
        var info = new SKImageInfo(101, 67, SKColorType.Gray8, SKAlphaType.Opaque);
        var expected = new byte[101 * 67];
        unsafe
        {
            fixed (byte* pixels = expected) Assert.Equal(SKCodecResult.Success, codec.GetPixels(info, (IntPtr)pixels));
        }

        Assert.Equal(expected.Select(value => value / 255f), Decode(jpeg).Pixels);
    }

    [Theory]
    [InlineData(255, 0, 0, 0.299)]
    [InlineData(0, 255, 0, 0.587)]
    [InlineData(0, 0, 255, 0.114)]
    [InlineData(200, 200, 200, 200 / 255.0)]
    public void Decode_Colour_IsLuma(byte red, byte green, byte blue, double grey)
    {
        var film = Decode(JpegSamples.Colour(32, 16, new SKColor(red, green, blue)));

        Assert.All(film.Pixels, value => Assert.Equal(grey, value, 1.5 / 255));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Decode_ExifOrientation_IsAppliedAsSkiaWould(byte orientation)
    {
        var jpeg = JpegSamples.Grey(96, 64);
        var plain = Decode(jpeg);
        var turnedFile = JpegSamples.WithOrientation(jpeg, orientation);

        var turned = Decode(turnedFile);

        // Where the first row and column of the file belong, EXIF 2.32, 4.6.4 A.
        var (x, y) = orientation switch { 1 => (0, 0), 2 => (turned.Width - 1, 0), 3 => (turned.Width - 1, turned.Height - 1), 4 => (0, turned.Height - 1), 5 => (0, 0), 6 => (turned.Width - 1, 0), 7 => (turned.Width - 1, turned.Height - 1), _ => (0, turned.Height - 1) };
        var swaps = orientation >= 5;
        Assert.Equal(swaps ? (64, 96) : (96, 64), (turned.Width, turned.Height));
        Assert.Equal(plain[0, 0], turned[x, y]);
        var (stepX, stepY) = (x == 0 ? 1 : -1, y == 0 ? 1 : -1);
        for (var v = 0; v < 64; v++)
        {
            for (var u = 0; u < 96; u++)
                Assert.Equal(plain[u, v], swaps ? turned[x + (stepX * v), y + (stepY * u)] : turned[x + (stepX * u), y + (stepY * v)]);
        }

        var header = FilmHeader.Read(turnedFile, turnedFile.Length, DecodeLimits.Default).Value;
        Assert.Equal((turned.Width, turned.Height), (header.Width, header.Height));
    }

    [Fact]
    public void Decode_ExifNonsense_IsIgnored()
    {
        var jpeg = JpegSamples.Grey();
        byte[][] nonsense = [[], [.. "II*\0"u8], [.. "II*\0"u8, 255, 255, 255, 255], [.. "MM\0*"u8, 0, 0, 0, 8, 255, 255], [.. "XXXXXXXXXXXXXX"u8]];

        foreach (var body in nonsense)
            Assert.Equal(Decode(jpeg).Pixels, Decode(JpegSamples.WithSegment(jpeg, 0xE1, [.. "Exif\0\0"u8, .. body])).Pixels);
    }

    [Fact]
    public void Decode_IccProfile_IsNotApplied()
    {
        var file = Path.Combine(SharedData.Folder("data", "chest-xray", "full-size"), "IM-0270-0001.jpeg");
        var withProfile = File.ReadAllBytes(file);
        var without = JpegSamples.WithoutSegments(withProfile, 0xE2);

        Assert.True(withProfile.AsSpan().IndexOf("ICC_PROFILE"u8) > 0 && without.AsSpan().IndexOf("ICC_PROFILE"u8) < 0);
        Assert.Equal(Decode(without).Pixels, Decode(withProfile).Pixels);
    }

    [Fact]
    public void Decode_EveryTruncation_IsRefusedNotHalfDecoded()
    {
        var jpeg = JpegSamples.Grey(40, 40);

        for (var length = 4; length < jpeg.Length; length++)
            Assert.Equal((length, "film.truncated"), (length, CodeOf(jpeg[..length])));
    }

    [Fact]
    public void Decode_TruncatedProgressiveOriginal_IsRefused()
    {
        var file = Path.Combine(SharedData.Folder("data", "chest-xray", "full-size"), "person1288_virus_2211.jpeg");
        var jpeg = File.ReadAllBytes(file);

        foreach (var share in new[] { 0.3, 0.5, 0.9, 0.99 }) Assert.Equal("film.truncated", CodeOf(jpeg[..(int)(jpeg.Length * share)]));
    }

    [Fact]
    public void Decode_KindsThatAreNotRead_HaveTheirOwnCodes()
    {
        var jpeg = JpegSamples.Grey();
        var frame = JpegSamples.FrameHeader(jpeg);
        byte[] With(int offset, params byte[] values)
        {
            var changed = jpeg.ToArray();
            values.CopyTo(changed, frame + offset);
            return changed;
        }

        Assert.Equal("film.cmyk", CodeOf(With(9, 4)));
        Assert.Equal("film.jpeg-process", CodeOf(With(1, 0xC3)));
        Assert.Equal("film.jpeg-process", CodeOf(With(1, 0xC9)));
        Assert.Equal("film.jpeg-process", CodeOf(With(1, 0xC5)));
        Assert.Equal("film.jpeg-process", CodeOf(With(4, 12)));
        Assert.Equal("film.damaged", CodeOf(With(9, 2)));
        Assert.Equal("film.no-size", CodeOf(With(5, 0, 0)));
        Assert.Equal("film.too-many-pixels", CodeOf(With(5, 0xFF, 0xFF, 0xFF, 0xFF)));
        Assert.Equal("film.truncated", CodeOf(With(5, 0x1F, 0, 0x1F, 0)));
    }

    [Fact]
    public void Read_StartThatEndsInTheHeader_SaysSo()
    {
        var jpeg = JpegSamples.Grey();

        var header = FilmHeader.Read(jpeg.AsSpan(0, 30), jpeg.Length, DecodeLimits.Default);

        Assert.Equal("film.header-too-long", header.Refusal?.Code);
    }
}
