using System.Buffers.Binary;
using System.IO.Compression;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Tests.Builders;
using Xunit;

namespace XrayPortal.Imaging.Tests.Dicom;

/// <summary>Headers are read outside the decoding processes: a deflated one must cost next to nothing there.</summary>
public sealed class DeflatedHeaderTests
{
    private const string DeflatedSyntax = "1.2.840.10008.1.2.1.99";

    [Fact]
    public void Read_SmallFileThatInflatesToAHundredTimesItsSize_TakesLittleMemory()
    {
        var file = Deflate(new DicomBuilder { TransferSyntax = DeflatedSyntax }.Pixels(9000, 7000, 16, 12, new int[9000 * 7000]).Build());
        Assert.InRange(file.Length, 1, FilmHeader.StartBytes);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var header = FilmHeader.Read(file, file.Length, DecodeLimits.Default).Value;

        Assert.Equal((9000, 7000), (header.Width, header.Height));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40L << 20);
    }

    [Fact]
    public void Read_StartOfALongerFile_IsEnough()
    {
        var random = new Random(1);
        var file = Deflate(new DicomBuilder { TransferSyntax = DeflatedSyntax }.Pixels(1200, 1000, 16, 12, [.. Enumerable.Range(0, 1_200_000).Select(_ => random.Next(4096))]).Build());
        Assert.True(file.Length > FilmHeader.StartBytes);

        var header = FilmHeader.Read(file.AsSpan(0, FilmHeader.StartBytes), file.Length, DecodeLimits.Default).Value;

        Assert.Equal((1200, 1000), (header.Width, header.Height));
    }

    private static byte[] Deflate(byte[] file)
    {
        var start = 144 + BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(140)); // preamble, magic, group length, group 0002
        using var deflated = new MemoryStream();
        deflated.Write(file.AsSpan(0, start));
        using (var deflater = new DeflateStream(deflated, CompressionLevel.Optimal, leaveOpen: true)) deflater.Write(file.AsSpan(start));
        return deflated.ToArray();
    }
}
