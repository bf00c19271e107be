using System.Runtime.InteropServices;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Dicom.Codecs;

namespace XrayPortal.Imaging.Tests.Dicom.Codecs;

/// <summary>Samples to put through a codec, and what comes out of it.</summary>
internal static class Samples
{
    /// <summary>Noise over a ramp, all bits used.</summary>
    public static int[] Noise(int count, int precision, int seed = 1)
    {
        var random = new Random(seed);
        var mask = (1 << precision) - 1;
        return [.. Enumerable.Range(0, count).Select(i => ((i * 5) + (random.Next(4) == 0 ? random.Next(mask + 1) : random.Next(9))) & mask)];
    }

    public static byte[] Cells(int[] samples, int cellBytes) => [.. samples.SelectMany(s => BitConverter.GetBytes(s).Take(cellBytes))];

    public static int[] Of(CodecFrame frame) => frame.CellBytes switch
    {
        1 => [.. frame.Cells.Select(cell => (int)cell)],
        2 => [.. MemoryMarshal.Cast<byte, ushort>(frame.Cells).ToArray().Select(cell => (int)cell)],
        _ => MemoryMarshal.Cast<byte, int>(frame.Cells).ToArray(),
    };

    public static void AssertRefused(IDicomCodec codec, byte[] stream, FrameShape shape) =>
        Assert.Equal(DicomErrorKind.CodecError, Assert.Throws<DicomFileException>(() => codec.Decode(stream, shape)).Kind);
}
