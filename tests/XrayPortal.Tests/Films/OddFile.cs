using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Overlay;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Tests.Films;

/// <summary>A file that somebody might send, and what must become of it.</summary>
/// <param name="Cause">What is odd about it: files with one cause share a code, files with different causes never do.</param>
/// <param name="Ends"><c>refused</c> at the door, or the state in which the film ends.</param>
/// <param name="Code">Null: the film is read.</param>
public sealed record OddFile(string Label, string Cause, string Ends, string? Code, byte[] Content)
{
    private static readonly PngBuilder grey = new(96, 96, 8, 0);

    /// <summary>Sent under this name.</summary>
    public string Name { get; init; } = "../../secret-ward/jane-doe.png";

    /// <summary>The name that people see.</summary>
    public string Kept { get; init; } = "jane-doe.png";

    /// <summary>A word that the sentence must hold.</summary>
    public string Says { get; init; } = "";

    public static IReadOnlyList<OddFile> All { get; } =
    [
        new("empty", "empty", "refused", "film.empty", []),
        new("DICOM of zero bytes", "empty", "refused", "film.empty", []) { Name = "secret-ward\\jane-doe.dcm" },
        new("text renamed .png", "text", "refused", "film.text", "Dear colleague, here is the film.\r\n"u8.ToArray()),
        new("PDF", "PDF", "refused", "film.pdf", [.. "%PDF-1.7\n%"u8, 0xE2, 0xE3, 0xCF, 0xD3, .. "\n1 0 obj"u8]),
        new("ZIP", "archive", "refused", "film.archive", [.. "PK\u0003\u0004"u8, 20, 0, 0, 0, 8, 0]) { Says = "ZIP" },
        new("gzip", "archive", "refused", "film.archive", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]) { Says = "gzip" },
        new("GIF", "other picture", "refused", "film.other-picture", [.. "GIF89a"u8, 1, 0, 1, 0, 0, 0, 0]) { Says = "GIF" },
        new("BMP", "other picture", "refused", "film.other-picture", [.. "BM"u8, 70, 0, 0, 0, 0, 0, 0, 0]) { Says = "BMP" },
        new("TIFF", "other picture", "refused", "film.other-picture", [.. "II*\0"u8, 8, 0, 0, 0, 0, 0]) { Says = "TIFF" },
        new("WebP", "other picture", "refused", "film.other-picture", [.. "RIFF"u8, 40, 0, 0, 0, .. "WEBPVP8 "u8, 1, 2, 3]) { Says = "WebP" },
        new("animated GIF", "animated", "refused", "film.animated",
            [.. "GIF89a"u8, 1, 0, 1, 0, 0, 0, 0, 0x21, 0xFF, 11, .. "NETSCAPE2.0"u8, 3, 1, 0, 0, 0]),
        new("animated WebP", "animated", "refused", "film.animated",
            [.. "RIFF"u8, 40, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. "ANIM"u8]),
        new("animated PNG", "animated", "failed", "film.animated", Grey().Chunk("acTL", 0, 0, 0, 2, 0, 0, 0, 0).Build(Slope(1))),
        new("zeros", "unknown", "refused", "film.unknown-format", new byte[5000]),
        new("larger than accepted", "large file", "refused", "film.too-large-file", new byte[2_100_000]),
        new("JPEG cut in its header", "cut off", "refused", "film.truncated", JpegSamples.Grey()[..100]),
        new("JPEG cut in its picture", "cut off", "failed", "film.truncated", JpegSamples.Grey()[..^300]),
        new("PNG cut in its picture", "cut off", "failed", "film.truncated", grey.Build(Slope(2))[..^40]),
        new("PNG of a few bytes that says it is large", "cut off", "failed", "film.truncated", new PngBuilder(7000, 7000, 8, 0).BuildFrom(PngBuilder.Zip(new byte[9]))),
        new("pixel bomb of 49 kB", "pixels", "refused", "film.too-many-pixels", Bomb(20_000)) { Says = "20000 × 20000" },
        new("pixel bomb within the limits", "blank", "not-assessed", "film.blank", Bomb(8000)),
        new("PNG of 0 × 0", "no size", "refused", "film.no-size", new PngBuilder(0, 0, 8, 0).BuildFrom(PngBuilder.Zip([]))),
        new("PNG whose header has changed", "changed", "refused", "film.check-sum", Flipped(grey.Build(Slope(3)), 20)),
        new("PNG whose picture has changed", "changed", "failed", "film.check-sum", Flipped(grey.Build(Slope(4)), 60)),
        new("PNG that cannot be unpacked", "damaged", "failed", "film.damaged", grey.BuildFrom([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])),
        new("PNG of 16 bits", "fine", "done", null, new PngBuilder(96, 96, 16, 0).Build((x, y, _) => 20_000 + (200 * x) + y)),
        new("PNG of one pixel", "small", "not-assessed", "film.too-small", new PngBuilder(1, 1, 8, 0).Build((_, _, _) => 9)),
        new("all black and white", "clipped", "not-assessed", "film.clipped", new PngBuilder(96, 96, 8, 0).Build((x, _, _) => x < 48 ? 0 : 255)),
        new("negative", "negative", "not-assessed", "film.inverted", Negative()),
        new("JPEG named .png", "fine", "done", null, JpegSamples.Grey(128, 112)),
        new("JPEG in printing colours", "CMYK", "refused", "film.cmyk", Changed(JpegSamples.Grey(), 9, 4)),
        new("JPEG of 12 bits", "kind of JPEG", "refused", "film.jpeg-process", Changed(JpegSamples.Grey(), 4, 12)),
        new("DICOM", "fine", "done", null, Dicom().Build()) { Name = "C:\\secret-ward\\IM00001", Kept = "IM00001" },
        new("DICOM with nothing after its preamble", "no data set", "refused", "dicom.not-readable", [.. new byte[128], .. "DICM"u8]),
        new("DICOM cut in its picture", "DICOM cut off", "failed", "dicom.truncated", Dicom().Build()[..^1000]),
        new("DICOM as a video", "MPEG", "refused", "dicom.transfer-syntax", new DicomBuilder { TransferSyntax = "1.2.840.10008.1.2.4.100" }.Build()) { Says = "MPEG2" },
        new("DICOM without a picture", "no picture", "refused", "dicom.no-pixels", new DicomBuilder().Without(DicomTag.PixelData).Without(DicomTag.Rows).Build()),
        new("DICOM cine run", "frames", "refused", "dicom.multi-frame", Dicom().Text(DicomTag.CineRate, "IS", "15").Text(DicomTag.NumberOfFrames, "IS", "20").Build()),
        new("DICOM in colours not known", "photometric", "refused", "dicom.photometric", Dicom().Text(DicomTag.PhotometricInterpretation, "CS", "HSV").Build()),
        new("name of 300 characters", "fine", "done", null, grey.Build(Slope(5))) { Name = new string('x', 300) + ".png", Kept = new string('x', 196) + ".png" },
        new("name with a Unix path", "fine", "done", null, grey.Build(Slope(6))) { Name = "../../secret-ward/x.png", Kept = "x.png" },
        new("name with a Windows path", "fine", "done", null, grey.Build(Slope(7))) { Name = "C:\\secret-ward\\x.png", Kept = "x.png" },
        new("name that is a path alone", "fine", "done", null, grey.Build(Slope(8))) { Name = "/secret-ward/", Kept = "film" },
    ];

    public override string ToString() => Label;

    private static PngBuilder Grey() => new(96, 96, 8, 0);

    /// <summary>A film that passes, of its own for each number.</summary>
    private static Func<int, int, int, int> Slope(int number) => (x, y, _) => 80 + x + (y == 0 ? number : 0);

    /// <summary>A PNG of one bit a pixel, all zeros: packed 1000 times smaller than its pixels.</summary>
    private static byte[] Bomb(int side) =>
        new PngBuilder(side, side, 1, 0) { IdatBytes = 8000 }.BuildFrom(PngBuilder.Zip(new byte[side * ((side / 8) + 1)]));

    private static byte[] Negative()
    {
        var film = Phantom.Draw(4, pneumonia: false, 200, 200);
        return new PngBuilder(200, 200, 8, 0).Build((x, y, _) => 255 - (int)(film[x, y] * 255));
    }

    private static DicomBuilder Dicom() => new DicomBuilder().Pixels(96, 96, 16, 12, [.. Enumerable.Range(0, 96 * 96).Select(i => 1000 + (i % 96 * 15))]);

    private static byte[] Flipped(byte[] file, int at)
    {
        file[at] ^= 4;
        return file;
    }

    /// <param name="offset">From the frame header's marker.</param>
    private static byte[] Changed(byte[] jpeg, int offset, byte value)
    {
        jpeg[JpegSamples.FrameHeader(jpeg) + offset] = value;
        return jpeg;
    }
}
