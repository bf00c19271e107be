using System.IO.Compression;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Dicom.Hostile;

/// <summary>Families of files that attack a reader: lengths, geometry, nesting, bombs, two files in one.</summary>
public sealed class HostileFamilyTests
{
    private static readonly uint[] Lengths = [1, 3, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF];

    [Fact]
    public void Decode_EveryLengthReplaced_IsReadOrRefused()
    {
        foreach (var (name, file) in SmallDicoms.All.Where(film => film.Name is "explicit" or "implicit" or "lut" or "rle"))
        {
            // Every place where a length may stand, and many where none does.
            for (var at = 132; at + 4 <= Math.Min(file.Length, 700); at += 2)
            {
                var changed = file.ToArray();
                BitConverter.TryWriteBytes(changed.AsSpan(at), Lengths[at / 2 % Lengths.Length]);
                Hostile.Outcome(changed, $"{name}, length at {at}");
            }
        }
    }

    [Fact]
    public void Decode_CutAnywhere_IsRefused()
    {
        foreach (var (name, file) in SmallDicoms.All)
        {
            for (var length = 0; length < file.Length; length += 1 + (length / 100))
                Assert.NotEqual("read", Hostile.Outcome(file[..length], $"{name}, {length} bytes"));
        }
    }

    [Theory]
    [InlineData(65535, 65535, 1, 16, "film.too-many-pixels")]
    [InlineData(16384, 16384, 1, 16, "film.too-many-pixels")]
    [InlineData(2000, 2000, 3, 32, "dicom.pixel-length")]
    [InlineData(1, 65535, 1, 8, "film.too-many-pixels")]
    [InlineData(0, 10, 1, 8, "dicom.attribute")]
    public void Decode_GeometryThatNoPixelsBack_IsRefusedWithoutItsMemory(ushort rows, ushort columns, ushort samples, ushort bits, string code)
    {
        var film = SmallDicoms.Film().Us(DicomTag.Rows, rows).Us(DicomTag.Columns, columns).Us(DicomTag.SamplesPerPixel, samples).Us(DicomTag.BitsAllocated, bits)
            .Us(DicomTag.BitsStored, bits).Us(DicomTag.HighBit, (ushort)(bits - 1)).Text(DicomTag.PhotometricInterpretation, "CS", samples == 3 ? "RGB" : "MONOCHROME2");
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(code, Hostile.Outcome(film.Build(), code));

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1024 * 1024);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("4.50")]
    [InlineData("4.70")]
    [InlineData("4.80")]
    [InlineData("4.90")]
    [InlineData("8.1")]
    public void Decode_CodestreamOfAnotherSize_IsRefusedInEverySyntax(string suffix)
    {
        foreach (var (name, file) in SmallDicoms.All.Where(film => film.Name is "rle" or "jpeg lossless" or "jpeg baseline" or "jpeg-ls" or "jpeg 2000" or "deflated frame"))
        {
            // Twice as many rows as the codestream has, and every codestream under every name.
            var codestream = Dicoms.FragmentOf(file);
            var film = SmallDicoms.Film().Us(DicomTag.Rows, 32).Encapsulated($"1.2.840.10008.1.2.{suffix}", [codestream]);

            Assert.Contains(Hostile.Outcome(film.Build(), $"{name} as {suffix}"), new[] { "dicom.codec", "dicom.codec-missing" });
        }
    }

    [Theory]
    [InlineData(33)]
    [InlineData(2_000)]
    [InlineData(100_000)]
    public void Decode_NestedSequences_AreRefusedWithoutRecursion(int depth)
    {
        byte[] open = [0x40, 0x00, 0x75, 0x02, (byte)'S', (byte)'Q', 0, 0, 255, 255, 255, 255, 0xFE, 0xFF, 0, 0xE0, 255, 255, 255, 255];
        var head = new DicomBuilder().Build();

        Assert.Equal("dicom.nesting-too-deep", Hostile.Outcome([.. head[..^28], .. Enumerable.Repeat(open, depth).SelectMany(bytes => bytes)], $"{depth} deep"));
    }

    [Fact]
    public void Decode_DeflateBombs_AreStopped()
    {
        var zeros = new byte[64 * 1024 * 1024];
        using var deflated = new MemoryStream();
        using (var writer = new DeflateStream(deflated, CompressionLevel.Optimal, leaveOpen: true)) writer.Write(zeros);
        var bomb = deflated.ToArray();
        var head = new DicomBuilder { TransferSyntax = "1.2.840.10008.1.2.1.99" }.Build();
        var body = Array.LastIndexOf(head, (byte)'9') + 1;

        Assert.Equal("dicom.limit-exceeded", Hostile.Outcome([.. head[..body], .. bomb], "deflated data set"));
        Assert.Equal("dicom.codec", Hostile.Outcome(SmallDicoms.Film().Encapsulated("1.2.840.10008.1.2.8.1", [bomb]).Build(), "deflated frame"));
    }

    [Theory]
    [InlineData("MZ")]
    [InlineData("\u007fELF")]
    [InlineData("#!/bin/sh\n")]
    public void Decode_ExecutablePreamble_IsRefused(string magic)
    {
        var file = SmallDicoms.Film().Build();
        for (var i = 0; i < magic.Length; i++) file[i] = (byte)magic[i];

        Assert.Equal("dicom.executable-preamble", Hostile.Outcome(file, magic));
    }

    [Fact]
    public void Decode_TiffPreamble_IsLegal()
    {
        var file = SmallDicoms.Film().Build();
        "II*\0"u8.CopyTo(file);

        Assert.Equal("read", Hostile.Outcome(file, "TIFF"));
    }
}
