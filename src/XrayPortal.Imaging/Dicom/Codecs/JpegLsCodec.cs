using System.Buffers.Binary;
using XrayPortal.Imaging.Dicom.Codecs.Jpeg;
using XrayPortal.Imaging.Dicom.Codecs.Native;

namespace XrayPortal.Imaging.Dicom.Codecs;

/// <summary>JPEG-LS, lossless and near-lossless, through CharLS.</summary>
/// <remarks>
/// Source: ISO/IEC 14495-1. Header and end marker are checked here first: CharLS spends seconds on some streams that were cut off,
/// and takes the picture's size from the stream.
/// </remarks>
internal sealed class JpegLsCodec : IDicomCodec
{
    private const byte StartOfFrame = 0xF7;

    public unsafe CodecFrame Decode(ReadOnlySpan<byte> codestream, FrameShape shape)
    {
        var precision = CheckHeader(codestream, shape);
        if (!JpegMarker.IsComplete(codestream)) throw CodecFault.Of("the JPEG-LS ends without its end marker");
        using var decoder = CharLs.Create();
        if (decoder.IsInvalid) throw CodecFault.Of("no memory for a JPEG-LS decoder");
        fixed (byte* source = codestream)
        {
            if (CharLs.SetSource(decoder, source, (nuint)codestream.Length) != 0 || CharLs.ReadHeader(decoder) != 0
                || CharLs.FrameInfo(decoder, out var info) != 0 || CharLs.InterleaveMode(decoder, out var interleave) != 0)
                throw CodecFault.Of("the JPEG-LS header cannot be read");
            var cellBytes = precision > 8 ? 2 : 1;
            var length = shape.Samples * cellBytes;
            if (info.Width != shape.Columns || info.Height != shape.Rows || info.Components != shape.SamplesPerPixel || info.Bits != precision
                || CharLs.DestinationSize(decoder, 0, out var bytes) != 0 || bytes != (nuint)length)
                throw CodecFault.Of("the JPEG-LS states two sizes");
            var cells = new byte[length];
            fixed (byte* target = cells)
            {
                if (CharLs.Decode(decoder, target, bytes, 0) != 0) throw CodecFault.Of("the JPEG-LS data are damaged");
            }

            if (interleave == CharLs.InterleaveNone && shape.SamplesPerPixel > 1) cells = NativeCells.FromPlanes(cells, shape.SamplesPerPixel, cellBytes);
            return new CodecFrame(cells, cellBytes, precision);
        }
    }

    private static int CheckHeader(ReadOnlySpan<byte> stream, FrameShape shape)
    {
        if (stream is not [0xFF, 0xD8, ..]) throw CodecFault.Of("the frame does not begin as JPEG-LS does");
        var at = 2;
        while (true)
        {
            var (marker, body, end) = JpegMarker.Read(stream, at);
            if (marker is JpegMarker.StartOfScan or JpegMarker.EndOfImage or (>= 0xC0 and <= 0xCF)) throw CodecFault.Of("the frame is not JPEG-LS");
            at = end;
            if (marker != StartOfFrame) continue;
            var header = stream[body..end];
            if (header.Length < 6) throw CodecFault.Of("the JPEG-LS header is cut off");
            if (BinaryPrimitives.ReadUInt16BigEndian(header[1..]) != shape.Rows || BinaryPrimitives.ReadUInt16BigEndian(header[3..]) != shape.Columns)
                throw CodecFault.Of("the JPEG-LS has another size than Rows and Columns");
            if (header[5] != shape.SamplesPerPixel) throw CodecFault.Of("the JPEG-LS has another number of components than Samples per Pixel");
            if (header[0] is < 2 or > 16 || header[0] > Math.Max(shape.BitsAllocated, 8)) throw CodecFault.Of("the JPEG-LS has more bits than are allocated");
            // The shortest code spends a bit on a run, of at most 32,768 samples (A.7.1).
            if (shape.Samples > 8L * 32_768 * stream.Length) throw CodecFault.Of("the JPEG-LS is too short for the picture");
            return header[0];
        }
    }
}
