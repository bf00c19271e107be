using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using XrayPortal.Imaging.Dicom;

namespace XrayPortal.Imaging.Tests.Dicom;

/// <summary>The structure of data sets, from bytes written here by hand.</summary>
public sealed class DicomReaderTests
{
    private static readonly DicomTag Request = new(0x0040, 0x0275);
    private static readonly byte[] ItemEnd = [0xFE, 0xFF, 0x0D, 0xE0, 0, 0, 0, 0], SequenceEnd = [0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0];

    [Fact]
    public void Open_ValuesOfEachKind_AreReadAsTextAndNumbers()
    {
        var dataset = Open([.. Explicit(0x0008, 0x0060, "CS", "DX"u8), .. Explicit(0x0028, 0x0010, "US", [0x02, 0x01]),
            .. Explicit(0x0028, 0x0030, "DS", @"0.143\0.150 "u8), .. Explicit(0x0028, 0x0120, "SS", [0xFE, 0xFF])]);

        Assert.True(dataset.TryGetSingleValue<string>(DicomTag.Modality, out var modality));
        Assert.Equal("DX", modality);
        Assert.Equal(258, dataset.GetSingleValueOrDefault(DicomTag.Rows, 0));
        Assert.Equal(-2, dataset.GetSingleValueOrDefault(DicomTag.PixelPaddingValue, 0));
        Assert.Equal(0.150, dataset.GetDecimalOrDefault(DicomTag.PixelSpacing, 1));
        Assert.False(dataset.TryGetSingleValue<int>(DicomTag.Modality, out _));
        Assert.False(dataset.TryGetSingleValue<byte[]>(DicomTag.Columns, out _) || dataset.Contains(DicomTag.Columns));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Open_SequencesOfBothLengthForms_HoldTheSameItems(bool sequenceSaysLength, bool itemSaysLength)
    {
        var inner = Explicit(0x0008, 0x0050, "SH", "A1"u8);
        byte[] item = itemSaysLength ? [.. ItemOf(inner)] : [0xFE, 0xFF, 0, 0xE0, 255, 255, 255, 255, .. inner, .. ItemEnd];
        byte[] items = [.. item, .. item];
        byte[] sequence = sequenceSaysLength
            ? Explicit(0x0040, 0x0275, "SQ", items)
            : [0x40, 0, 0x75, 2, (byte)'S', (byte)'Q', 0, 0, 255, 255, 255, 255, .. items, .. SequenceEnd];

        var dataset = Open([.. Explicit(0x0008, 0x0060, "CS", "DX"u8), .. sequence, .. Explicit(0x0040, 0x1001, "SH", "R9"u8)]);

        Assert.Equal(["A1", "A1"], dataset.Items(Request).Select(i => i.GetStringOrDefault(DicomTag.AccessionNumber)));
        Assert.Equal("R9", dataset.GetStringOrDefault(new DicomTag(0x0040, 0x1001)));
    }

    [Fact]
    public void Open_UnknownRepresentation_OfASequence_IsReadAsImplicit()
    {
        byte[] inner = [0x08, 0, 0x50, 0, 2, 0, 0, 0, (byte)'A', (byte)'1'];
        byte[] open = [0x40, 0, 0x75, 2, (byte)'U', (byte)'N', 0, 0, 255, 255, 255, 255, .. ItemOf(inner), .. SequenceEnd];
        var closed = Explicit(0x0040, 0x0275, "UN", ItemOf(inner));

        foreach (var sequence in new[] { open, closed })
        {
            var dataset = Open([.. Explicit(0x0008, 0x0060, "CS", "DX"u8), .. sequence]);
            Assert.Equal("A1", Assert.Single(dataset.Items(Request)).GetStringOrDefault(DicomTag.AccessionNumber));
        }
    }

    [Fact]
    public void Open_PrivateElements_KeepTheirBytes()
    {
        var dataset = Open([.. Explicit(0x0008, 0x0060, "CS", "DX"u8), .. Explicit(0x0009, 0x0010, "LO", "ACME"u8), .. Explicit(0x0009, 0x1001, "ZZ", [1, 2], isLong: true)]);

        Assert.Equal("ACME", dataset.GetStringOrDefault(new DicomTag(9, 0x10)));
        Assert.True(dataset.TryGetBytes(new DicomTag(9, 0x1001), out var bytes));
        Assert.Equal([1, 2], bytes.ToArray());
        Assert.Equal(DicomVR.UN, dataset.GetDicomItem<DicomElement>(new DicomTag(9, 0x1001))?.ValueRepresentation);
    }

    [Fact]
    public void Open_BigEndian_TurnsNumbersAndSequences()
    {
        byte[] body = [0, 8, 0, 0x60, (byte)'C', (byte)'S', 0, 2, (byte)'D', (byte)'X', 0, 0x28, 0, 0x10, (byte)'U', (byte)'S', 0, 2, 1, 2,
            0, 0x40, 2, 0x75, (byte)'S', (byte)'Q', 0, 0, 0, 0, 0, 18, 0xFF, 0xFE, 0xE0, 0, 0, 0, 0, 10, 0, 0x28, 0, 0x11, (byte)'U', (byte)'S', 0, 2, 3, 4];

        foreach (var file in new[] { body, Part10("1.2.840.10008.1.2.2", body) })
        {
            var read = DicomFile.Open(file, DicomLimits.Default);
            Assert.True(read.TransferSyntax.IsBigEndian);
            Assert.Equal(258, read.Dataset.GetSingleValueOrDefault(DicomTag.Rows, 0));
            Assert.Equal(772, read.Dataset.FirstItemOrDefault(Request)?.GetSingleValueOrDefault(DicomTag.Columns, 0));
        }
    }

    [Fact]
    public void Open_Deflated_IsReadWithinLimits()
    {
        var small = Explicit(0x0008, 0x0060, "CS", "DX"u8);
        byte[] bomb = [.. small, .. Explicit(0x7FE0, 0x0010, "OB", new byte[8 * 1024 * 1024])];

        Assert.Equal("DX", DicomFile.Open(Part10("1.2.840.10008.1.2.1.99", Deflate(small)), DicomLimits.Default).Dataset.GetStringOrDefault(DicomTag.Modality));
        Assert.Equal(DicomErrorKind.LimitExceeded, KindOf(Part10("1.2.840.10008.1.2.1.99", Deflate(bomb))));
        Assert.Equal(DicomErrorKind.LimitExceeded, KindOf(Part10("1.2.840.10008.1.2.1.99", Deflate(bomb)), new DicomLimits { MaxInflateRatio = 5000, MaxInflatedBytes = 1_000_000 }));
        Assert.Equal(DicomErrorKind.DeflateError, KindOf(Part10("1.2.840.10008.1.2.1.99", [0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4])));
    }

    [Fact]
    public void Open_EncapsulatedPixels_AreFragmentsWithTheirOffsetTable()
    {
        byte[] pixels = [0xE0, 0x7F, 0x10, 0, (byte)'O', (byte)'B', 0, 0, 255, 255, 255, 255, .. ItemOf([0, 0, 0, 0, 10, 0, 0, 0]), .. ItemOf([1, 2]), .. ItemOf([3, 4, 5, 6]), .. SequenceEnd];

        var dataset = DicomFile.Open(Part10("1.2.840.10008.1.2.5", [.. Explicit(0x0008, 0x0060, "CS", "DX"u8), .. pixels]), DicomLimits.Default).Dataset;

        Assert.True(dataset.TryGetFragments(DicomTag.PixelData, out var fragments));
        Assert.Equal([0u, 10u], fragments.OffsetTable);
        Assert.Equal([[1, 2], [3, 4, 5, 6]], fragments.Fragments.Select(f => f.ToArray()));
    }

    [Theory]
    [InlineData(32, null)]
    [InlineData(33, DicomErrorKind.NestingTooDeep)]
    [InlineData(2000, DicomErrorKind.NestingTooDeep)]
    public void Open_NestedSequences_EndAtTheLimitWithoutRecursion(int depth, DicomErrorKind? kind)
    {
        var nested = new List<byte>();
        for (var i = 0; i < depth; i++)
            nested.AddRange([0x40, 0x00, 0x75, 0x02, (byte)'S', (byte)'Q', 0, 0, 255, 255, 255, 255, 0xFE, 0xFF, 0, 0xE0, 255, 255, 255, 255]);
        for (var i = 0; i < depth; i++) nested.AddRange([.. ItemEnd, .. SequenceEnd]);
        byte[] file = [.. Explicit(0x0008, 0x0060, "CS", "DX"u8), .. nested];

        Assert.Equal(kind, KindOf(file));
        Assert.Equal(kind, KindOf(Part10("1.2.840.10008.1.2.1", file)));
    }

    [Fact]
    public void Open_DamagedFiles_SayWhatAndWhere()
    {
        var modality = Explicit(0x0008, 0x0060, "CS", "DX"u8);
        var rows = Explicit(0x0028, 0x0010, "US", [1, 0]);

        Assert.Equal(DicomErrorKind.NotDicom, KindOf([]));
        Assert.Equal(DicomErrorKind.NotDicom, KindOf("a plain text, not a film"u8.ToArray()));
        Assert.Equal(DicomErrorKind.NotDicom, KindOf([.. new byte[128], .. "DICM"u8]));
        Assert.Equal(DicomErrorKind.TruncatedElement, KindOf([.. modality, .. rows[..^1]]));
        Assert.Equal(DicomErrorKind.TruncatedElement, KindOf([.. modality, .. rows[..5]]));
        Assert.Equal(DicomErrorKind.LengthBeyondEnd, KindOf([.. modality, .. Explicit(0x0040, 0x0275, "SQ", [0xFE, 0xFF, 0, 0xE0, 200, 0, 0, 0]), .. new byte[300]]));
        Assert.Equal(DicomErrorKind.InvalidElement, KindOf([.. modality, .. ItemEnd]));
        Assert.Equal(DicomErrorKind.MissingTransferSyntax, KindOf([.. new byte[128], .. "DICM"u8, .. Explicit(2, 0x12, "UI", "1.2\0"u8), .. modality]));
        Assert.Equal(DicomErrorKind.TruncatedPixelData, KindOf([.. modality, .. rows, .. Explicit(0x0028, 0x0011, "US", [100, 0]), .. Explicit(0x0028, 0x0100, "US", [8, 0]), .. Explicit(0x7FE0, 0x0010, "OB", new byte[100])[..50]]));
        var fault = Assert.Throws<DicomFileException>(() => DicomFile.Open((byte[])[.. modality, .. Explicit(0x0010, 0x0010, "PN", "Doe^Jane"u8)[..^2]], DicomLimits.Default));
        Assert.Equal((new DicomTag(0x0010, 0x0010), 18L), (fault.Tag, fault.Offset));
        Assert.DoesNotContain("Doe", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_MoreThanTheLimits_IsRefused()
    {
        var modality = Explicit(0x0008, 0x0060, "CS", "DX"u8);
        byte[] many = [.. modality, .. Enumerable.Repeat(Explicit(0x6009, 0x0001, "LO", []), 200).SelectMany(e => e)];

        Assert.Equal(DicomErrorKind.LimitExceeded, KindOf(many, new DicomLimits { MaxElements = 100 }));
        Assert.Equal(DicomErrorKind.LimitExceeded, KindOf(many, new DicomLimits { MaxFileBytes = 100 }));
        Assert.Equal(DicomErrorKind.LimitExceeded, KindOf([.. modality, .. Explicit(0x0042, 0x0011, "OB", new byte[200])], new DicomLimits { MaxValueBytes = 100 }));
    }

    [Fact]
    public async Task OpenAsync_Stream_GivesTheSameAndStopsAtTheLimit()
    {
        var file = Explicit(0x0008, 0x0060, "CS", "DX"u8);

        var read = await DicomFile.OpenAsync(new MemoryStream(file), DicomLimits.Default, TestContext.Current.CancellationToken);

        Assert.Equal("DX", read.Dataset.GetStringOrDefault(DicomTag.Modality));
        var fault = await Assert.ThrowsAsync<DicomFileException>(() => DicomFile.OpenAsync(
            new MemoryStream(new byte[1000]), new DicomLimits { MaxFileBytes = 100 }, TestContext.Current.CancellationToken));
        Assert.Equal(DicomErrorKind.LimitExceeded, fault.Kind);
    }

    private static DicomDataset Open(byte[] file) => DicomFile.Open(file, DicomLimits.Default).Dataset;

    private static DicomErrorKind? KindOf(byte[] file, DicomLimits? limits = null)
    {
        try
        {
            DicomFile.Open(file, limits ?? DicomLimits.Default);
            return null;
        }
        catch (DicomFileException fault)
        {
            return fault.Kind;
        }
    }

    private static byte[] ItemOf(byte[] body) => [0xFE, 0xFF, 0, 0xE0, (byte)body.Length, (byte)(body.Length >> 8), 0, 0, .. body];

    private static byte[] Part10(string syntax, byte[] body) =>
        [.. new byte[128], .. "DICM"u8, .. Explicit(2, 0x10, "UI", Encoding.ASCII.GetBytes(syntax.Length % 2 == 0 ? syntax : syntax + '\0')), .. body];

    private static byte[] Deflate(byte[] body)
    {
        using var deflated = new MemoryStream();
        using (var deflater = new DeflateStream(deflated, CompressionLevel.Optimal, leaveOpen: true)) deflater.Write(body);
        return deflated.ToArray();
    }

    private static byte[] Explicit(ushort group, ushort element, string vr, ReadOnlySpan<byte> value, bool isLong = false)
    {
        var wide = isLong || !DicomVR.Parse(vr).Is16bitLength;
        var bytes = new byte[(wide ? 12 : 8) + value.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, group);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), element);
        Encoding.ASCII.GetBytes(vr, bytes.AsSpan(4));
        if (wide) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), value.Length);
        else BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(6), (ushort)value.Length);
        value.CopyTo(bytes.AsSpan(wide ? 12 : 8));
        return bytes;
    }
}
