using System.IO.Compression;
using XrayPortal.Imaging.Overlay;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Tests.Decoding;

/// <summary>Files that ask a decoder for far more than their size lets expect.</summary>
internal static class HostileFilms
{
    /// <summary>Pixels of <see cref="ManySamples"/>.</summary>
    public const long MostPixels = (long)Side * Side;

    private const int Side = 14_000;

    /// <summary>A PNG of 1.5 MB with 16-bit colour and opacity, each row told from its neighbours: a good film, and 1.5 GB to unpack and undo.</summary>
    public static byte[] ManySamples()
    {
        using var zipped = new MemoryStream();
        using (var zip = new ZLibStream(zipped, CompressionLevel.Fastest))
        {
            var row = new byte[1 + (Side * 8)];
            row[0] = 4; // Paeth, the slowest filter
            for (var y = 0; y < Side; y++) zip.Write(row);
        }

        return new PngBuilder(Side, Side, 16, 6) { IdatBytes = 60_000 }.BuildFrom(zipped.ToArray());
    }

    /// <summary>A PNG of 8 kB that decodes to a quarter of a GiB of grey values.</summary>
    public static byte[] ManyPixels()
    {
        const int side = 8000;
        return new PngBuilder(side, side, 1, 0) { IdatBytes = 8000 }.BuildFrom(PngBuilder.Zip(new byte[side * ((side / 8) + 1)]));
    }

    /// <summary>A good film with a few bytes changed or its end cut off, another one for each number.</summary>
    public static byte[] Damaged(int number)
    {
        var random = new Random(number);
        byte[] film = (number % 3) switch
        {
            0 => PngEncoder.Grey(Phantom.Draw(1, pneumonia: false, 200, 180)),
            1 => JpegSamples.Grey(200, 180),
            _ => new DicomBuilder().Pixels(96, 96, 16, 12, [.. Enumerable.Range(0, 96 * 96)]).Build(),
        };
        for (var change = 0; change < 6; change++) film[random.Next(film.Length)] = (byte)random.Next(256);
        return number % 2 == 0 ? film : film[..random.Next(1, film.Length)];
    }
}
