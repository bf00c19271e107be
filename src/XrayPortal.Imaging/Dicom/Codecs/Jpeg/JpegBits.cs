using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace XrayPortal.Imaging.Dicom.Codecs.Jpeg;

/// <summary>Bits of entropy-coded data: stuffing removed, nothing read beyond a marker.</summary>
/// <remarks>Source: ITU-T T.81, F.2.2.5. Beyond the data zeros are given; <see cref="ThrowIfOverrun"/> tells whether any was used.</remarks>
internal ref struct JpegBits
{
    private readonly ReadOnlySpan<byte> data;
    private ulong buffer; // the next bits at the top
    private int count;
    private int padding;
    private int at;

    public JpegBits(ReadOnlySpan<byte> data, int at)
    {
        this.data = data;
        this.at = at;
    }

    /// <summary>The next 16 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Peek16()
    {
        if (count < 16) Fill();
        return (int)(buffer >> 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int bits)
    {
        buffer <<= bits;
        count -= bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Symbol(HuffmanTable table)
    {
        var next = Peek16();
        int entry = table.Fast[next >> (16 - HuffmanTable.FastBits)];
        if (entry != 0)
        {
            Skip(entry & 0xFF);
            return entry >> 8;
        }

        var (symbol, length) = table.Walk(next);
        Skip(length);
        return symbol;
    }

    /// <param name="bits">1 to 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Take(int bits)
    {
        var value = Peek16() >> (16 - bits);
        Skip(bits);
        return value;
    }

    /// <summary>RECEIVE and EXTEND: a difference of a category.</summary>
    /// <param name="category">1 to 15.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Difference(int category)
    {
        var value = Take(category);
        return unchecked(value < 1 << (category - 1) ? value - (1 << category) + 1 : value);
    }

    /// <exception cref="DicomFileException">More was read than there is.</exception>
    public readonly void ThrowIfOverrun()
    {
        if (padding > count) throw CodecFault.Of("JPEG data end before the picture is complete");
    }

    /// <summary>Steps over a restart marker, which must stand here.</summary>
    /// <param name="number">0 to 7.</param>
    public void Restart(int number)
    {
        ThrowIfOverrun();
        if (count - padding >= 8) throw CodecFault.Of("a JPEG restart marker stands in a wrong place");
        while (at + 1 < data.Length && data[at] == 0xFF && data[at + 1] == 0xFF) at++;
        if (at + 1 >= data.Length || data[at] != 0xFF || data[at + 1] != 0xD0 + number) throw CodecFault.Of("a JPEG restart marker is missing");
        at += 2;
        (buffer, count, padding) = (0, 0, 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Fill()
    {
        unchecked
        {
            if (at + 8 <= data.Length)
            {
                var next = BinaryPrimitives.ReadUInt64BigEndian(data[at..]);
                // No byte of the eight is FF: no byte of the complement is 0.
                var inverse = ~next;
                if (((inverse - 0x0101010101010101UL) & ~inverse & 0x8080808080808080UL) == 0)
                {
                    var bytes = (64 - count) >> 3;
                    buffer |= next >> count;
                    at += bytes;
                    count += 8 * bytes;
                    // Bits below the last whole byte were not counted and come again.
                    if (count < 64) buffer &= ulong.MaxValue << (64 - count);
                    return;
                }
            }

            while (count <= 56)
            {
                if (at + 1 < data.Length && (data[at] != 0xFF || data[at + 1] == 0))
                {
                    buffer |= (ulong)data[at] << (56 - count);
                    at += data[at] == 0xFF ? 2 : 1;
                }
                else if (at + 1 == data.Length && data[at] != 0xFF)
                {
                    buffer |= (ulong)data[at] << (56 - count);
                    at++;
                }
                else padding += 8;
                count += 8;
            }
        }
    }
}
