using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace XrayPortal.Imaging.Dicom;

/// <summary>What the samples of a pixel stand for, after decoding.</summary>
public enum DicomColour
{
    Grey,
    Palette,
    Rgb,

    /// <summary>Luminance and two colour differences, full range (PS3.3, C.7.6.3.1.2).</summary>
    Ybr,
}

/// <summary>One decoded frame: cells, and how a cell becomes a stored value.</summary>
/// <remarks>Source: DICOM PS3.5, 8.1.1: the stored value lies below High Bit, other bits are to be ignored.</remarks>
public sealed class DicomFrame
{
    private readonly ReadOnlyMemory<byte> cells;
    private readonly int cellBytes;
    private readonly int shift;
    private readonly bool isFloat;

    internal DicomFrame(ReadOnlyMemory<byte> cells, int cellBytes, DicomPixelData pixels, DicomColour colour, bool isFloat = false)
    {
        this.cells = cells;
        this.cellBytes = cellBytes;
        this.isFloat = isFloat;
        Width = pixels.Width;
        Height = pixels.Height;
        SamplesPerPixel = pixels.SamplesPerPixel;
        BitsStored = pixels.BitsStored;
        IsSigned = pixels.IsSigned;
        shift = pixels.HighBit + 1 - pixels.BitsStored;
        Colour = colour;
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>1 or 3.</summary>
    public int SamplesPerPixel { get; }

    /// <summary>Bits of a stored value, 1 to 32; of floating point values 32 or 64.</summary>
    public int BitsStored { get; }

    public bool IsSigned { get; }

    public DicomColour Colour { get; }

    /// <summary>Whether all possible values can be listed: at most 65,536 of them.</summary>
    internal bool HasTable => !isFloat && BitsStored <= 16;

    internal long Smallest => IsSigned ? -(1L << (BitsStored - 1)) : 0;

    internal long Largest => IsSigned ? (1L << (BitsStored - 1)) - 1 : (1L << BitsStored) - 1;

    /// <summary>A stored value: sign extended, or floating point.</summary>
    /// <param name="sample">(row × Width + column) × SamplesPerPixel + sample.</param>
    public double ValueAt(int sample)
    {
        if (!isFloat) return ValueOf(BitsAt(sample));
        var cell = cells.Span.Slice(sample * cellBytes, cellBytes);
        return cellBytes == 4 ? BinaryPrimitives.ReadSingleLittleEndian(cell) : BinaryPrimitives.ReadDoubleLittleEndian(cell);
    }

    /// <summary>All stored values of a frame of at most 32 bits that is not floating point.</summary>
    /// <param name="values">One for each sample; unsigned values of 32 bits keep their bits.</param>
    /// <exception cref="ArgumentException">Too short a target, or floating point.</exception>
    public void CopyStoredValues(Span<int> values)
    {
        if (isFloat || values.Length < Width * Height * SamplesPerPixel) throw new ArgumentException("Needs a place for each whole number.", nameof(values));
        unchecked
        {
            values = values[..(Width * Height * SamplesPerPixel)];
            if (cellBytes == 2 && BitConverter.IsLittleEndian)
            {
                // Up to the left, then down again: masks and extends the sign at once.
                var words = MemoryMarshal.Cast<byte, ushort>(cells.Span);
                int up = 32 - BitsStored - shift, down = 32 - BitsStored;
                if (IsSigned) for (var i = 0; i < values.Length; i++) values[i] = (words[i] << up) >> down;
                else for (var i = 0; i < values.Length; i++) values[i] = (int)((uint)(words[i] << up) >> down);
                return;
            }

            for (var i = 0; i < values.Length; i++) values[i] = (int)ValueOf(BitsAt(i));
        }
    }

    /// <summary>The cell as it is stored, with bits that are no part of the value (old overlays lie there).</summary>
    internal uint CellAt(int sample) => cellBytes switch
    {
        1 => cells.Span[sample],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(cells.Span[(2 * sample)..]),
        _ => BinaryPrimitives.ReadUInt32LittleEndian(cells.Span[(4 * sample)..]),
    };

    /// <summary>The stored bits of a cell: shifted down and masked, sign not yet extended.</summary>
    internal uint BitsAt(int sample) => (uint)((CellAt(sample) >> shift) & ((1UL << BitsStored) - 1));

    /// <summary>Stored bits as the number they stand for.</summary>
    internal long ValueOf(uint bits) => IsSigned && (bits >> (BitsStored - 1)) != 0 ? bits - (1L << BitsStored) : bits;

    /// <summary>The stored bits of every sample of a frame <see cref="HasTable">with few values</see>.</summary>
    /// <returns>A byte for each or, where the frame's cells have more, two.</returns>
    internal (byte[] Cells, int CellBytes) StoredBits()
    {
        var count = Width * Height * SamplesPerPixel;
        var width = Math.Min(cellBytes, sizeof(ushort));
        var bits = GC.AllocateUninitializedArray<byte>(width * count);
        if (width == 1) Mask(cells.Span[..count], bits, (byte)((1 << Math.Min(BitsStored, 8)) - 1));
        else if (cellBytes == 2 && BitConverter.IsLittleEndian)
            Mask(MemoryMarshal.Cast<byte, ushort>(cells.Span)[..count], MemoryMarshal.Cast<byte, ushort>(bits.AsSpan()), (ushort)((1 << BitsStored) - 1));
        else
        {
            var words = MemoryMarshal.Cast<byte, ushort>(bits.AsSpan());
            for (var i = 0; i < words.Length; i++) words[i] = (ushort)BitsAt(i);
        }

        return (bits, width);
    }

    // Many at a time: a film is millions.
    private void Mask<T>(ReadOnlySpan<T> from, Span<T> to, T mask)
        where T : unmanaged, IBinaryInteger<T>
    {
        var whole = from.Length - (from.Length % Vector<T>.Count);
        var parts = MemoryMarshal.Cast<T, Vector<T>>(from[..whole]);
        var masked = MemoryMarshal.Cast<T, Vector<T>>(to[..whole]);
        var masks = new Vector<T>(mask);
        for (var i = 0; i < parts.Length; i++) masked[i] = (parts[i] >>> shift) & masks;
        for (var i = whole; i < from.Length; i++) to[i] = (from[i] >>> shift) & mask;
    }

    /// <summary>Looks every sample up in a table over stored bits.</summary>
    /// <param name="table">2^BitsStored entries.</param>
    /// <param name="target">As many as there are samples.</param>
    internal void LookUp<T>(ReadOnlySpan<T> table, Span<T> target)
    {
        unchecked
        {
            var mask = table.Length - 1;
            if (cellBytes == 1)
            {
                var bytes = cells.Span;
                for (var i = 0; i < target.Length; i++) target[i] = table[(bytes[i] >> shift) & mask];
                return;
            }

            if (cellBytes == 2 && BitConverter.IsLittleEndian)
            {
                var words = MemoryMarshal.Cast<byte, ushort>(cells.Span);
                for (var i = 0; i < target.Length; i++) target[i] = table[(words[i] >> shift) & mask];
                return;
            }

            for (var i = 0; i < target.Length; i++) target[i] = table[(int)BitsAt(i)];
        }
    }
}
