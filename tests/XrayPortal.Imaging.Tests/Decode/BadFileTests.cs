using System.Reflection;
using System.Text;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Quality;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Decode;

/// <summary>What people send by mistake, and worse.</summary>
public sealed class BadFileTests
{
    public static TheoryData<string, byte[], string> Files => new()
    {
        { "empty", [], "film.empty" },
        { "text renamed .png", Encoding.UTF8.GetBytes("This is not a film.\n"), "film.text" },
        { "truncated JPEG", JpegSamples.Grey()[..400], "film.truncated" },
        { "pixel bomb", new PngBuilder(20_000, 20_000, 1, 0).BuildFrom(PngBuilder.Zip(new byte[5_000_000])), "film.too-many-pixels" },
        { "zero-byte DICOM", new byte[132 - 4].Concat("DICM"u8.ToArray()).ToArray(), "dicom.not-readable" },
        { "only zeros", new byte[5000], "film.unknown-format" },
        { "PDF", Encoding.ASCII.GetBytes("%PDF-1.7\n%âãÏÓ\n1 0 obj"), "film.pdf" },
        { "ZIP", [.. "PK\u0003\u0004"u8, 20, 0, 0, 0, 8, 0], "film.archive" },
        { "GIF", [.. "GIF89a"u8, 1, 0, 1, 0, 0, 0, 0], "film.other-picture" },
        { "animated GIF", [.. "GIF89a"u8, 1, 0, 1, 0, 0, 0, 0, 0x21, 0xFF, 11, .. "NETSCAPE2.0"u8, 3, 1, 0, 0, 0], "film.animated" },
        { "animated PNG", new PngBuilder(64, 64, 8, 0).Chunk("acTL", 0, 0, 0, 2, 0, 0, 0, 0).Build((_, _, _) => 9), "film.animated" },
        { "animated WebP", [.. "RIFF"u8, 40, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. "ANIM"u8], "film.animated" },
        { "WebP", [.. "RIFF"u8, 40, 0, 0, 0, .. "WEBPVP8 "u8, 1, 2, 3], "film.other-picture" },
        { "TIFF", [.. "II*\0"u8, 8, 0, 0, 0, 0, 0], "film.other-picture" },
        { "BMP", [.. "BM"u8, 1, 2, 3, 4, 0, 0, 0, 0], "film.other-picture" },
        { "CMYK JPEG", Cmyk(), "film.cmyk" },
        { "1 x 1 pixel", new PngBuilder(1, 1, 8, 0).Build((_, _, _) => 9), "film.too-small" },
        { "blank", new PngBuilder(300, 300, 8, 0).Build((_, _, _) => 128), "film.blank" },
        { "all black or white", new PngBuilder(300, 300, 8, 0).Build((x, _, _) => x < 150 ? 0 : 255), "film.clipped" },
        { "MPEG DICOM", new DicomBuilder { TransferSyntax = "1.2.840.10008.1.2.4.100" }.Build(), "dicom.transfer-syntax" },
        { "DICOM report", new DicomBuilder().Without(DicomTag.PixelData).Without(DicomTag.Rows).Build(), "dicom.no-pixels" },
        { "PNG without its end", new PngBuilder(99, 99, 8, 0).Build((x, y, _) => x + y)[..^12], "film.truncated" },
        { "PNG with a wrong check sum", Flipped(), "film.check-sum" },
        { "magic bytes only", [0x89, .. "PNG"u8, 13, 10, 26, 10], "film.truncated" },
    };

    [Theory]
    [MemberData(nameof(Files), DisableDiscoveryEnumeration = true)]
    public void Decode_BadFile_IsRefusedWithItsCodeAndASentence(string name, byte[] file, string code)
    {
        var film = FilmDecoder.Decode(file, DecodeLimits.Default);
        var refusal = film.Refusal ?? FilmQuality.Check(film.Value.Image);

        Assert.Equal((name, code), (name, refusal?.Code));
        Assert.InRange(refusal!.Sentence.Length, 40, 300);
        Assert.EndsWith(".", refusal.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileOverTheLimit_IsRefusedBeforeItsBytesAreLookedAt()
    {
        var limits = new DecodeLimits { MaxFileBytes = 1000 };

        var header = FilmHeader.Read("\u0089PNG"u8, 1001, limits);

        Assert.Equal("film.too-large-file", header.Refusal?.Code);
        Assert.Equal("film.too-large-file", FilmDecoder.Decode(new byte[1001], limits).Refusal?.Code);
    }

    [Fact]
    public void Refusals_AllOfThem_HaveUniqueCodes()
    {
        var codes = new[] { typeof(FilmRefusals), typeof(DicomRefusals) }
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Select(field => ((Refusal)field.GetValue(null)!).Code)
            .Concat([
                FilmRefusals.TooLargeFile(1).Code, FilmRefusals.TooManyPixels(1, 1, DecodeLimits.Default).Code, FilmRefusals.Archive("").Code, FilmRefusals.OtherPicture("").Code,
                FilmRefusals.Damaged("").Code, FilmRefusals.JpegProcess("").Code, FilmRefusals.TooSmall(1, 1, 64).Code,
                DicomRefusals.TransferSyntax(DicomTransferSyntax.ExplicitVRLittleEndian).Code, DicomRefusals.Attribute(DicomTag.Rows).Code,
                DicomRefusals.CodecMissing(DicomTransferSyntax.ExplicitVRLittleEndian, "").Code,
            ]).ToList();

        Assert.Equal(codes.Distinct().Order(), codes.Order());
        Assert.All(codes, code => Assert.Matches("^(film|dicom)\\.[a-z-]+$", code));
    }

    private static byte[] Cmyk()
    {
        var jpeg = JpegSamples.Grey();
        jpeg[JpegSamples.FrameHeader(jpeg) + 9] = 4;
        return jpeg;
    }

    private static byte[] Flipped()
    {
        var png = new PngBuilder(99, 99, 8, 0).Build((x, y, _) => x + y);
        png[^20] ^= 4;
        return png;
    }
}
