using System.Buffers.Binary;

namespace XrayPortal.Imaging.Dicom;

/// <summary>A table of a Modality LUT or VOI LUT item, or of a palette.</summary>
/// <remarks>Source: DICOM PS3.3, C.11.1.1, C.11.2.1.1 and C.7.6.3.1.5.</remarks>
internal sealed class LookupTable
{
    private readonly int first;
    private readonly ushort[] entries;

    private LookupTable(int first, ushort[] entries, int bits)
    {
        this.first = first;
        this.entries = entries;
        Maximum = (1 << bits) - 1;
    }

    /// <summary>The largest value that the entries' bits can hold.</summary>
    public int Maximum { get; }

    /// <param name="isSigned">Whether the values that go in are signed: then the first mapped value is, too.</param>
    /// <exception cref="DicomFileException">A part is missing or too short.</exception>
    public static LookupTable Create(DicomDataset item, bool isSigned) => Create(item, DicomTag.LutDescriptor, DicomTag.LutData, isSigned);

    /// <summary>A table whose parts have tags of their own, as those of palettes.</summary>
    public static LookupTable Create(DicomDataset item, DicomTag descriptor, DicomTag dataTag, bool isSigned)
    {
        if (item.GetUInt16OrDefault(descriptor) is not { } stated || item.GetUInt16OrDefault(descriptor, 1) is not { } firstBits
            || item.GetUInt16OrDefault(descriptor, 2) is not { } bits || bits is < 8 or > 16)
            throw PixelFault.Attribute(descriptor);
        var count = stated == 0 ? 65536 : stated;
        if (!item.TryGetBytes(dataTag, out var data) || data.Length < count) throw PixelFault.Attribute(dataTag);

        // The width comes from the length: some 8-bit tables state 16 bits and the other way round.
        var wide = data.Length >= 2 * count;
        var values = new ushort[count];
        for (var i = 0; i < count; i++)
            values[i] = wide ? BinaryPrimitives.ReadUInt16LittleEndian(data.Span[(2 * i)..]) : data.Span[i];
        return new LookupTable(isSigned ? unchecked((short)firstBits) : firstBits, values, wide ? bits : 8);
    }

    /// <summary>The entry for a value; below the first and above the last entry those two.</summary>
    public int this[double value] => entries[(int)Math.Clamp(Math.Floor(value) - first, 0, entries.Length - 1)];
}
