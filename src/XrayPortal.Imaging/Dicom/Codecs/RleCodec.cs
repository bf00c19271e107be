using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace XrayPortal.Imaging.Dicom.Codecs;

/// <summary>RLE Lossless: a header of 16 offsets, then one byte plane after the other, each packed by itself.</summary>
/// <remarks>Source: DICOM PS3.5, annex G. Planes are colour by colour, most significant byte first.</remarks>
internal sealed class RleCodec : IDicomCodec
{
    private const int HeaderBytes = 64;
    private const int MaxSegments = 15;

    public CodecFrame Decode(ReadOnlySpan<byte> codestream, FrameShape shape)
    {
        if (shape.BitsAllocated % 8 != 0) throw CodecFault.Of("RLE holds whole bytes only");
        var planes = shape.SamplesPerPixel * shape.CellBytes;
        if (planes > MaxSegments) throw CodecFault.Of("more byte planes than RLE has segments");
        if (codestream.Length < HeaderBytes) throw CodecFault.Of("the RLE header is cut off");
        if (BinaryPrimitives.ReadInt32LittleEndian(codestream) != planes) throw CodecFault.Of("the number of RLE segments is not that of the byte planes");
        // A packet of two bytes gives 128 at most: found before memory is taken.
        if ((long)shape.Pixels * planes > 64L * codestream.Length) throw CodecFault.Of("the RLE segments are too short for the picture");

        var cells = new byte[shape.Pixels * planes];
        var plane = planes == 1 ? cells : new byte[shape.Pixels];
        byte[]? pair = null;
        for (var i = 0; i < planes; i++)
        {
            var target = plane;
            if (planes == 2 && i == 0) target = pair = new byte[shape.Pixels];
            Unpack(Segment(codestream, i, planes), target);
            if (planes == 1) break;
            if (planes == 2)
            {
                if (i == 1) Interleave(plane, pair!, cells); // the first plane was the high one
                continue;
            }

            var (sample, significance) = (i / shape.CellBytes, i % shape.CellBytes);
            Scatter(plane, cells.AsSpan((sample * shape.CellBytes) + shape.CellBytes - 1 - significance), planes);
        }

        return new CodecFrame(cells, shape.CellBytes, shape.BitsAllocated);
    }

    private static ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> codestream, int index, int count)
    {
        var start = Offset(codestream, index);
        var end = index + 1 < count ? Offset(codestream, index + 1) : (uint)codestream.Length;
        if (start < HeaderBytes || start > end || end > codestream.Length) throw CodecFault.Of("an RLE segment begins outside the frame");
        return codestream[(int)start..(int)end];

        static uint Offset(ReadOnlySpan<byte> codestream, int index) => BinaryPrimitives.ReadUInt32LittleEndian(codestream[(4 + (4 * index))..]);
    }

    private static void Unpack(ReadOnlySpan<byte> segment, Span<byte> plane)
    {
        unchecked
        {
            var at = 0;
            while (plane.Length > 0)
            {
                if (at >= segment.Length) throw CodecFault.Of("an RLE segment ends before its plane is full");
                int control = segment[at++];
                if (control == 128) continue;
                var count = control < 128 ? control + 1 : 257 - control;
                if (count > plane.Length) throw CodecFault.Of("an RLE segment holds more than its plane");
                if (control < 128)
                {
                    if (count > segment.Length - at) throw CodecFault.Of("an RLE segment ends within a run");
                    segment.Slice(at, count).CopyTo(plane);
                    at += count;
                }
                else
                {
                    if (at >= segment.Length) throw CodecFault.Of("an RLE segment ends within a run");
                    plane[..count].Fill(segment[at++]);
                }

                plane = plane[count..];
            }
        }
    }

    private static void Interleave(ReadOnlySpan<byte> low, ReadOnlySpan<byte> high, Span<byte> cells)
    {
        var pairs = MemoryMarshal.Cast<byte, ushort>(cells);
        unchecked
        {
            for (var i = 0; i < pairs.Length && i < low.Length && i < high.Length; i++) pairs[i] = (ushort)(low[i] | (high[i] << 8));
        }
    }

    private static void Scatter(ReadOnlySpan<byte> plane, Span<byte> cells, int stride)
    {
        unchecked
        {
            for (int i = 0, at = 0; i < plane.Length; i++, at += stride) cells[at] = plane[i];
        }
    }
}
