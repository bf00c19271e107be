using System.Buffers.Binary;
using System.Runtime.InteropServices;
using XrayPortal.Imaging.Dicom.Codecs.Jpeg;

namespace XrayPortal.Imaging.Dicom.Codecs;

/// <summary>
/// JPEG with Huffman codes: baseline and extended sequential (8 and 12 bits), progressive (8 and 12 bits), lossless (2 to 16 bits, all
/// predictors, point transform, restarts). Colours are not converted.
/// </summary>
/// <remarks>Source: ITU-T T.81; DICOM PS3.5, 8.2.1 and annex A.4.1.</remarks>
internal sealed class JpegCodec : IDicomCodec
{
    // Ordinary progressive files have about ten; thousands would only burn time.
    private const int MaxScans = 100;

    public CodecFrame Decode(ReadOnlySpan<byte> codestream, FrameShape shape) => new Reader(shape).Read(codestream);

    private sealed class Reader(FrameShape shape)
    {
        private readonly HuffmanTable?[] dc = new HuffmanTable?[4];
        private readonly HuffmanTable?[] ac = new HuffmanTable?[4];
        private readonly ushort[]?[] quantization = new ushort[]?[4];
        private readonly HashSet<JpegComponent> scanned = [];
        private JpegFrame? frame;
        private byte[] cells = [];
        private int restartInterval;
        private int scans;
        private int pointTransform;
        private CodestreamColour colour;

        public CodecFrame Read(ReadOnlySpan<byte> stream)
        {
            if (stream is not [0xFF, 0xD8, ..]) throw CodecFault.Of("the frame does not begin as a JPEG does");
            var at = 2;
            while (true)
            {
                var (marker, body, end) = JpegMarker.Read(stream, at);
                at = end;
                if (marker == JpegMarker.EndOfImage) return Finish();
                var content = stream[body..end];
                switch (marker)
                {
                    case >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC):
                        Begin(JpegFrame.Read(frame is null ? marker : throw CodecFault.Of("the JPEG holds several frames"), content, shape), stream.Length);
                        break;
                    case 0xC4:
                        ReadHuffman(content);
                        break;
                    case 0xDB:
                        ReadQuantization(content);
                        break;
                    case 0xDD:
                        restartInterval = content.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(content) : throw CodecFault.Of("a JPEG restart interval is cut off");
                        break;
                    case 0xEE when content.Length >= 12 && content.StartsWith("Adobe"u8):
                        colour = content[11] == 0 ? CodestreamColour.Rgb : CodestreamColour.Ybr;
                        break;
                    case 0xE0 when content.StartsWith("JFIF\0"u8) && colour == CodestreamColour.AsStated:
                        colour = CodestreamColour.Ybr;
                        break;
                    case JpegMarker.StartOfScan:
                        ReadScan(stream, content, end);
                        at = JpegMarker.EndOfScan(stream, end);
                        break;
                }
            }
        }

        private void Begin(JpegFrame header, int streamLength)
        {
            frame = header;
            // A sample of the lossless process takes a bit at least, a block of 8 × 8 one, too: found before memory is taken.
            if (shape.Samples > (header.IsLossless ? 8L : 512L * 16) * streamLength) throw CodecFault.Of("the JPEG is too short for the picture");
            if (!header.IsLossless) DctPlanes.Prepare(header, shape);
            cells = new byte[2L * shape.Samples];
        }

        private void ReadScan(ReadOnlySpan<byte> stream, ReadOnlySpan<byte> content, int data)
        {
            if (frame is null) throw CodecFault.Of("JPEG data come before the frame header");
            if (++scans > MaxScans) throw CodecFault.Of("the JPEG holds too many scans");
            var scan = JpegScan.Read(content, frame, dc, ac, restartInterval);
            var isNew = scan.Components.Count(scanned.Add) == scan.Components.Length;
            if (!frame.IsProgressive && !isNew) throw CodecFault.Of("a JPEG component comes twice");
            if (!frame.IsLossless)
            {
                DctScan.Decode(scan, frame, shape, stream, data);
                return;
            }

            pointTransform = scan.Low;
            LosslessScan.Decode(scan, frame, shape, stream, data, MemoryMarshal.Cast<byte, ushort>(cells.AsSpan()));
        }

        private CodecFrame Finish()
        {
            if (frame is null || scanned.Count < frame.Components.Length) throw CodecFault.Of("the JPEG ends without all of its picture");
            var samples = MemoryMarshal.Cast<byte, ushort>(cells.AsSpan());
            if (!frame.IsLossless) DctPlanes.Transform(frame, shape, quantization, samples);
            unchecked
            {
                if (pointTransform > 0) foreach (ref var sample in samples) sample <<= pointTransform;
                if (frame.Precision > 8) return new CodecFrame(cells, 2, frame.Precision, Colour());
                var narrow = new byte[samples.Length];
                for (var i = 0; i < narrow.Length; i++) narrow[i] = (byte)samples[i];
                return new CodecFrame(narrow, 1, frame.Precision, Colour());
            }
        }

        // Component names R, G and B say so where no marker does, as the Independent JPEG Group reads them.
        private CodestreamColour Colour() =>
            shape.SamplesPerPixel == 1 ? CodestreamColour.AsStated
            : colour == CodestreamColour.AsStated && frame!.Components.Select(c => c.Id).SequenceEqual("RGB"u8.ToArray()) ? CodestreamColour.Rgb : colour;

        private void ReadHuffman(ReadOnlySpan<byte> content)
        {
            while (content.Length > 0)
            {
                if (content.Length < 17 || content[0] > 0x1F || (content[0] & 15) > 3) throw CodecFault.Of("a JPEG Huffman table is cut off");
                var total = 0;
                foreach (var count in content[1..17]) total += count;
                if (total > 256 || content.Length < 17 + total) throw CodecFault.Of("a JPEG Huffman table is cut off");
                (content[0] >= 0x10 ? ac : dc)[content[0] & 15] = new HuffmanTable(content[1..17], content.Slice(17, total));
                content = content[(17 + total)..];
            }
        }

        private void ReadQuantization(ReadOnlySpan<byte> content)
        {
            while (content.Length > 0)
            {
                var (wide, id) = (content[0] >> 4, content[0] & 15);
                var length = 1 + (64 * (wide + 1));
                if (wide > 1 || id > 3 || content.Length < length) throw CodecFault.Of("a JPEG quantisation table is cut off");
                var steps = new ushort[64];
                for (var k = 0; k < 64; k++)
                    steps[JpegTransform.Natural[k]] = wide == 0 ? content[1 + k] : BinaryPrimitives.ReadUInt16BigEndian(content[(1 + (2 * k))..]);
                quantization[id] = steps;
                content = content[length..];
            }
        }
    }
}
