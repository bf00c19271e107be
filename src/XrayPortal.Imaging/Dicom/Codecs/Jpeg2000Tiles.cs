using System.Buffers.Binary;

namespace XrayPortal.Imaging.Dicom.Codecs;

/// <summary>
/// Walks the tile-parts of a JPEG 2000 codestream before the decoder sees it: lengths, order, and that no packet holds what only a marker
/// may be. OpenJPEG 2.5 ends the whole process where a high-throughput packet does (an assertion of ht_dec.c).
/// </summary>
/// <remarks>Source: ISO/IEC 15444-1, A.4.2 (SOT), A.1 (no FF90 to FFFF within packets but SOP and EPH, where COD announces them).</remarks>
internal static class Jpeg2000Tiles
{
    private const ushort StartOfTile = 0xFF90;
    private const ushort StartOfData = 0xFF93;
    private const ushort EndOfCodestream = 0xFFD9;
    private const int StartOfTileBytes = 12;

    /// <param name="stream">A codestream with its end marker.</param>
    /// <param name="at">Where the first tile-part begins.</param>
    /// <param name="allowsMarkers">Whether packets may have markers of their own (Scod).</param>
    public static void Check(ReadOnlySpan<byte> stream, int at, bool allowsMarkers)
    {
        while (true)
        {
            if (at + 2 > stream.Length) throw CodecFault.Of("the JPEG 2000 ends within a tile");
            var marker = BinaryPrimitives.ReadUInt16BigEndian(stream[at..]);
            if (marker == EndOfCodestream) return;
            if (marker != StartOfTile || at + StartOfTileBytes > stream.Length) throw CodecFault.Of("a JPEG 2000 tile does not begin where one must");
            var length = BinaryPrimitives.ReadUInt32BigEndian(stream[(at + 6)..]);
            // 0: up to the end marker, for the last one only.
            var end = length == 0 ? stream.LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) : at + (long)length;
            if (end > stream.Length || end < at + StartOfTileBytes) throw CodecFault.Of("a JPEG 2000 tile is cut off");
            CheckPackets(stream[PacketsOf(stream, at + StartOfTileBytes, end)..(int)end], allowsMarkers);
            at = (int)end;
        }
    }

    private static int PacketsOf(ReadOnlySpan<byte> stream, int at, long end)
    {
        while (at + 4 <= end)
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(stream[at..]) == StartOfData) return at + 2;
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(stream[(at + 2)..]);
        }

        return at + 2 == end && BinaryPrimitives.ReadUInt16BigEndian(stream[at..]) == StartOfData ? at + 2 : throw CodecFault.Of("a JPEG 2000 tile holds no data");
    }

    private static void CheckPackets(ReadOnlySpan<byte> packets, bool allowsMarkers)
    {
        while (packets.IndexOf((byte)0xFF) is var found and >= 0 && found + 1 < packets.Length)
        {
            var next = packets[found + 1];
            if (next > 0x8F && !(allowsMarkers && next is (0x91 or 0x92))) throw CodecFault.Of("a JPEG 2000 packet holds a marker");
            packets = packets[(found + 1)..];
        }
    }
}
