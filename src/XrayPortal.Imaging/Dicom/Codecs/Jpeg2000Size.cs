using System.Buffers.Binary;
using XrayPortal.Imaging.Dicom.Codecs.Jpeg;

namespace XrayPortal.Imaging.Dicom.Codecs;

/// <summary>What a JPEG 2000 main header says, read before the decoder takes memory for it.</summary>
/// <param name="Precision">Bits a sample, 1 to 32; the widest component's.</param>
/// <param name="TransformsColour">Whether the codestream holds a colour transform, which decoding undoes.</param>
/// <remarks>Source: ISO/IEC 15444-1, A.5.1 (SIZ), A.6.1 (COD), I.4 (boxes).</remarks>
internal sealed record Jpeg2000Size(int Precision, bool TransformsColour)
{
    private const int SizeBytes = 36; // of SIZ before its components, without length
    private const ushort Coding = 0xFF52;
    private const ushort StartOfTile = 0xFF90;

    /// <summary>The codestream box of a JP2 file.</summary>
    public static ReadOnlySpan<byte> CodestreamOf(ReadOnlySpan<byte> jp2)
    {
        while (jp2.Length >= 8)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(jp2);
            var content = 8;
            if (length == 0) length = (uint)jp2.Length;
            if (jp2[4..8].SequenceEqual("jp2c"u8)) return length >= content && length <= jp2.Length ? jp2[content..(int)length] : throw CodecFault.Of("the JP2 codestream box is cut off");
            if (length < content || length > jp2.Length) throw CodecFault.Of("a JP2 box is cut off");
            jp2 = jp2[(int)length..];
        }

        throw CodecFault.Of("the JP2 file holds no codestream");
    }

    /// <exception cref="DicomFileException">Not a codestream, cut off, or of another size than the data set says.</exception>
    public static Jpeg2000Size Read(ReadOnlySpan<byte> stream, FrameShape shape)
    {
        if (stream is not [0xFF, 0x4F, 0xFF, 0x51, ..] || stream.Length < 6 + SizeBytes) throw CodecFault.Of("the frame does not begin as JPEG 2000 does");
        var size = stream[6..];
        var (width, height) = (Difference(size, 2, 10), Difference(size, 6, 14));
        if (width != shape.Columns || height != shape.Rows) throw CodecFault.Of("the JPEG 2000 has another size than Rows and Columns");
        int components = BinaryPrimitives.ReadUInt16BigEndian(size[34..]);
        if (components != shape.SamplesPerPixel || size.Length < SizeBytes + (3 * components))
            throw CodecFault.Of("the JPEG 2000 has another number of components than Samples per Pixel");
        var precision = 0;
        for (var i = 0; i < components; i++)
        {
            var component = size.Slice(SizeBytes + (3 * i), 3);
            precision = Math.Max(precision, (component[0] & 0x7F) + 1);
            if (component[1] != 1 || component[2] != 1) throw CodecFault.Of("the JPEG 2000 is subsampled");
        }

        if (precision > Math.Max(8, shape.BitsAllocated) || precision > 32) throw CodecFault.Of("the JPEG 2000 has more bits than are allocated");
        CheckTiles(size, width, height, stream.Length);
        if (!JpegMarker.IsComplete(stream)) throw CodecFault.Of("the JPEG 2000 ends without its end marker");
        return new Jpeg2000Size(precision, CheckSegments(stream));
    }

    private static long Difference(ReadOnlySpan<byte> size, int end, int start) =>
        (long)BinaryPrimitives.ReadUInt32BigEndian(size[end..]) - BinaryPrimitives.ReadUInt32BigEndian(size[start..]);

    // Each tile costs the decoder memory, and the stream at least a tile-part header of 14 bytes.
    private static void CheckTiles(ReadOnlySpan<byte> size, long width, long height, int streamLength)
    {
        long tileWidth = BinaryPrimitives.ReadUInt32BigEndian(size[18..]), tileHeight = BinaryPrimitives.ReadUInt32BigEndian(size[22..]);
        if (tileWidth == 0 || tileHeight == 0) throw CodecFault.Of("the JPEG 2000 has tiles without size");
        var tiles = ((width + tileWidth - 1) / tileWidth) * ((height + tileHeight - 1) / tileHeight);
        if (tiles > streamLength / 14) throw CodecFault.Of("the JPEG 2000 is too short for its tiles");
    }

    /// <summary>Walks the main header up to the first tile, and the tiles.</summary>
    private static bool CheckSegments(ReadOnlySpan<byte> stream)
    {
        var (at, transformsColour, allowsMarkers) = (2, false, false);
        while (true)
        {
            if (at + 4 > stream.Length) throw CodecFault.Of("the JPEG 2000 ends within its header");
            var marker = BinaryPrimitives.ReadUInt16BigEndian(stream[at..]);
            if (marker == StartOfTile) break;
            var length = BinaryPrimitives.ReadUInt16BigEndian(stream[(at + 2)..]);
            if (length < 2 || at + 2 + length > stream.Length) throw CodecFault.Of("the JPEG 2000 ends within its header");
            if (marker == Coding && length >= 7) (transformsColour, allowsMarkers) = (stream[at + 8] == 1, (stream[at + 4] & 6) != 0);
            at += 2 + length;
        }

        Jpeg2000Tiles.Check(stream, at, allowsMarkers);
        return transformsColour;
    }
}
