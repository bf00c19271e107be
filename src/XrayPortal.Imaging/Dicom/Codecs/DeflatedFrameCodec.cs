using System.IO.Compression;

namespace XrayPortal.Imaging.Dicom.Codecs;

/// <summary>Deflated Image Frame Compression: the native cells of one frame, deflated without a header.</summary>
/// <remarks>Source: DICOM PS3.5, A.4.13. Never inflates more than the frame has.</remarks>
internal sealed class DeflatedFrameCodec : IDicomCodec
{
    public CodecFrame Decode(ReadOnlySpan<byte> codestream, FrameShape shape)
    {
        var cells = Inflate(codestream, shape);
        if (shape.BitsAllocated != 1) return new CodecFrame(cells, shape.CellBytes, shape.BitsAllocated);
        return new CodecFrame(NativeCells.UnpackBits(cells, 0, shape.Samples), 1, 1);
    }

    private static byte[] Inflate(ReadOnlySpan<byte> codestream, FrameShape shape)
    {
        var bits = (long)shape.Samples * shape.BitsAllocated;
        var length = checked((int)((bits + 7) / 8));
        // Deflate packs 1,032 to 1 at best (zlib, algorithm.txt).
        if (length > 1032L * codestream.Length) throw CodecFault.Of("the deflated frame is too short for the picture");
        var cells = new byte[length];
        using var deflated = new DeflateStream(new MemoryStream(codestream.ToArray(), writable: false), CompressionMode.Decompress);
        try
        {
            if (deflated.ReadAtLeast(cells, length, throwOnEndOfStream: false) < length) throw CodecFault.Of("the deflated frame ends before the picture is complete");
            // Frames are padded to an even length, before or after deflating.
            Span<byte> rest = stackalloc byte[2];
            if (deflated.ReadAtLeast(rest, 2, throwOnEndOfStream: false) > 1) throw CodecFault.Of("the deflated frame holds more than the picture");
        }
        catch (InvalidDataException)
        {
            throw CodecFault.Of("the deflated frame is damaged");
        }

        return cells;
    }
}
