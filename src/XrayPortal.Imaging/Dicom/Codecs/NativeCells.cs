using System.Buffers.Binary;

namespace XrayPortal.Imaging.Dicom.Codecs;

/// <summary>Cells of uncompressed frames: packed bits, byte order and planes made alike.</summary>
/// <remarks>Source: DICOM PS3.5, 8.1 and annex D.</remarks>
internal static class NativeCells
{
    /// <summary>Single bits to a byte each, least significant bit first.</summary>
    /// <param name="firstBit">Frames of single bits follow each other without padding.</param>
    public static byte[] UnpackBits(ReadOnlySpan<byte> packed, long firstBit, int count)
    {
        var cells = new byte[count];
        unchecked
        {
            for (var i = 0; i < count; i++)
            {
                var bit = firstBit + i;
                cells[i] = (byte)((packed[(int)(bit >> 3)] >> (int)(bit & 7)) & 1);
            }
        }

        return cells;
    }

    /// <summary>Cells of 12 bits, two in three bytes (retired since 1993), to 16 bits each.</summary>
    public static byte[] Unpack12(ReadOnlySpan<byte> packed, long firstBit, int count)
    {
        var cells = new byte[2 * count];
        for (var i = 0; i < count; i++)
        {
            var bit = firstBit + (12L * i);
            var at = (int)(bit / 8);
            var value = bit % 8 == 0 ? packed[at] | ((packed[at + 1] & 0x0F) << 8) : (packed[at] >> 4) | (packed[at + 1] << 4);
            BinaryPrimitives.WriteUInt16LittleEndian(cells.AsSpan(2 * i), (ushort)value);
        }

        return cells;
    }

    /// <summary>Colour by plane (Planar Configuration 1) to colour by pixel.</summary>
    public static byte[] FromPlanes(ReadOnlySpan<byte> planes, int samplesPerPixel, int cellBytes)
    {
        var cells = new byte[planes.Length];
        var pixels = planes.Length / samplesPerPixel / cellBytes;
        unchecked
        {
            for (var sample = 0; sample < samplesPerPixel; sample++)
            {
                var plane = planes[(sample * pixels * cellBytes)..];
                for (var i = 0; i < pixels; i++)
                    plane.Slice(i * cellBytes, cellBytes).CopyTo(cells.AsSpan(((i * samplesPerPixel) + sample) * cellBytes));
            }
        }

        return cells;
    }

    /// <summary>YBR_FULL_422: Y1 Y2 Cb Cr of two pixels beside each other, to Y Cb Cr of each.</summary>
    /// <remarks>Source: DICOM PS3.3, C.7.6.3.1.2. Columns are even.</remarks>
    public static byte[] From422(ReadOnlySpan<byte> packed, int pixels)
    {
        var cells = new byte[3 * pixels];
        for (var i = 0; i < pixels; i++)
        {
            var pair = packed.Slice(i / 2 * 4, 4);
            cells[3 * i] = pair[i % 2];
            cells[(3 * i) + 1] = pair[2];
            cells[(3 * i) + 2] = pair[3];
        }

        return cells;
    }
}
