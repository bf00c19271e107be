using System.IO.Compression;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Dicom.Codecs.Native;
using XrayPortal.Imaging.Tests.Dicom.Codecs;

namespace XrayPortal.Imaging.Tests.Builders;

/// <summary>A small film in each transfer syntax, and in each form of pixels, made on the spot.</summary>
internal static class SmallDicoms
{
    private const int Columns = Jpeg2000Samples.Columns;
    private const int Rows = Jpeg2000Samples.Rows;

    private static readonly int[] Grey = [.. from y in Enumerable.Range(0, Rows) from x in Enumerable.Range(0, Columns) select Jpeg2000Samples.GreyAt(x, y)];

    public static IReadOnlyList<(string Name, byte[] File)> All { get; } =
    [
        ("explicit", Film().Window("512", "1024").Build()),
        ("implicit", Film("1.2.840.10008.1.2").Build()),
        ("bare", new DicomBuilder { WithMeta = false }.Window("300", "200").Build()),
        ("lut", Film().Sequence(
            DicomTag.VoiLutSequence, (DicomTag.LutDescriptor, "US", [2, 0, 0, 0, 16, 0]), (DicomTag.LutData, "OW", [51, 0, 255, 0])).Build()),
        ("palette", Palette().Build()),
        ("colour", Colour(Samples.Cells(Samples.Noise(Columns * Rows * 3, 8), 1)).Build()),
        ("overlay", Film().Us(new DicomTag(0x6000, 0x10), Rows).Us(new DicomTag(0x6000, 0x11), Columns).Raw(new DicomTag(0x6000, 0x3000), "OW", new byte[Rows * Columns / 8]).Build()),
        ("frames", Film().Text(DicomTag.NumberOfFrames, "IS", "2").Encapsulated("1.2.840.10008.1.2.5", [Rle(), Rle()], [0, (uint)Rle().Length + 8]).Build()),
        ("rle", Encapsulated("5", Rle())),
        ("deflated frame", Encapsulated("8.1", Deflated())),
        ("jpeg lossless", Encapsulated("4.70", new LosslessJpegWriter { Precision = 10, RestartRows = 4 }.Encode(Columns, Rows, 1, Grey))),
        ("jpeg lossless 7", Encapsulated("4.57", new LosslessJpegWriter { Precision = 12, Predictor = 7, PointTransform = 1 }.Encode(Columns, Rows, 1, Grey))),
        ("jpeg baseline", new DicomBuilder().Pixels(60, 44, 8, 8, []).Encapsulated("1.2.840.10008.1.2.4.50", [JpegSamples.Grey(60, 44)]).Build()),
        ("jpeg colour", Colour([], 40, 30).Encapsulated("1.2.840.10008.1.2.4.50", [JpegSamples.Colour(40, 30, new SkiaSharp.SKColor(200, 100, 50))]).Build()),
        .. NativeLibraries.HasOpenJpeg
            ?
            [
                ("jpeg 2000", Encapsulated("4.90", Jpeg2000Samples.Grey)),
                ("jpeg 2000 colour", Colour([]).Encapsulated("1.2.840.10008.1.2.4.90", [Jpeg2000Samples.ColourJp2]).Build()),
                ("high throughput", Encapsulated("4.201", Jpeg2000Samples.HighThroughput)),
            ]
            : Array.Empty<(string, byte[])>(),
        .. NativeLibraries.HasCharLs
            ? [("jpeg-ls", Encapsulated("4.80", JpegLsWriter.Encode(Samples.Cells(Grey, 2), Columns, Rows, 1, 10)))]
            : Array.Empty<(string, byte[])>(),
    ];

    public static DicomBuilder Film(string transferSyntax = "1.2.840.10008.1.2.1") => new DicomBuilder { TransferSyntax = transferSyntax }.Pixels(Columns, Rows, 16, 10, Grey);

    private static byte[] Encapsulated(string suffix, byte[] codestream) => Film().Encapsulated($"1.2.840.10008.1.2.{suffix}", [codestream]).Build();

    private static byte[] Rle() => RleWriter.Encode(Samples.Cells(Grey, 2), 1, 2);

    private static byte[] Deflated()
    {
        using var deflated = new MemoryStream();
        using (var writer = new DeflateStream(deflated, CompressionLevel.Optimal)) writer.Write(Samples.Cells(Grey, 2));
        return deflated.ToArray();
    }

    private static DicomBuilder Colour(byte[] pixels, ushort columns = Columns, ushort rows = Rows) =>
        new DicomBuilder().Pixels(columns, rows, 8, 8, []).Us(DicomTag.SamplesPerPixel, 3).Text(DicomTag.PhotometricInterpretation, "CS", "RGB").Raw(DicomTag.PixelData, "OW", pixels);

    private static DicomBuilder Palette()
    {
        var film = new DicomBuilder().Pixels(4, 2, 8, 8, [0, 1, 2, 3, 4, 5, 200, 255]).Text(DicomTag.PhotometricInterpretation, "CS", "PALETTE COLOR");
        foreach (var (descriptor, data) in new[] { (DicomTag.RedPaletteDescriptor, DicomTag.RedPaletteData), (DicomTag.GreenPaletteDescriptor, DicomTag.GreenPaletteData), (DicomTag.BluePaletteDescriptor, DicomTag.BluePaletteData) })
            film.Us(descriptor, 4, 1, 8).Raw(data, "OW", [10, 20, 30, 255]);
        return film;
    }
}
