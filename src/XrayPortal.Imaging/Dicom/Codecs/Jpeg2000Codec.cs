using System.Buffers.Binary;
using System.Runtime.InteropServices;
using XrayPortal.Imaging.Dicom.Codecs.Native;

namespace XrayPortal.Imaging.Dicom.Codecs;

/// <summary>JPEG 2000 and High-Throughput JPEG 2000, lossless and lossy, through OpenJPEG. Colour comes out as RGB.</summary>
/// <remarks>Source: ISO/IEC 15444-1, annex A; 15444-15. Some writers put a JP2 file where the codestream belongs: both are read.</remarks>
internal sealed class Jpeg2000Codec : IDicomCodec
{
    private static ReadOnlySpan<byte> Jp2Signature => [0, 0, 0, 0x0C, (byte)'j', (byte)'P', (byte)' ', (byte)' '];

    public unsafe CodecFrame Decode(ReadOnlySpan<byte> codestream, FrameShape shape)
    {
        var isJp2 = codestream.StartsWith(Jp2Signature);
        var size = Jpeg2000Size.Read(isJp2 ? Jpeg2000Size.CodestreamOf(codestream) : codestream, shape);

        using var codec = OpenJpeg.CreateDecompress(isJp2 ? OpenJpeg.Jp2 : OpenJpeg.Codestream);
        using var stream = OpenJpeg.CreateStream(1024 * 1024, 1);
        if (codec.IsInvalid || stream.IsInvalid) throw CodecFault.Of("no memory for a JPEG 2000 decoder");
        var parameters = stackalloc byte[OpenJpeg.ParameterBytes];
        fixed (byte* bytes = codestream)
        {
            var source = new MemorySource { Bytes = bytes, Length = codestream.Length };
            MemorySource.Attach(stream, &source);
            OpenJpeg.SetDefaultParameters(parameters);
            // Not strict would mean: partial pictures as success.
            if (OpenJpeg.SetupDecoder(codec, parameters) != 1 || OpenJpeg.SetStrictMode(codec, 1) != 1) throw CodecFault.Of("the JPEG 2000 decoder cannot be set up");
            var hasHeader = OpenJpeg.ReadHeader(stream, codec, out var image);
            using (image)
            {
                if (hasHeader != 1 || image.IsInvalid) throw CodecFault.Of("the JPEG 2000 header cannot be read");
                if (OpenJpeg.Decode(codec, stream, image) != 1 || OpenJpeg.EndDecompress(codec, stream) != 1) throw CodecFault.Of("the JPEG 2000 data are damaged");
                return Gather(image.Content, shape, size);
            }
        }
    }

    private static unsafe CodecFrame Gather(OpenJpegImage.Header* image, FrameShape shape, Jpeg2000Size size)
    {
        if (image->ComponentCount != shape.SamplesPerPixel) throw CodecFault.Of("the JPEG 2000 has another number of components than Samples per Pixel");
        var (cellBytes, stride) = (size.Precision > 16 ? 4 : size.Precision > 8 ? 2 : 1, shape.SamplesPerPixel);
        var cells = new byte[shape.Samples * cellBytes];
        for (var c = 0; c < stride; c++)
        {
            var component = image->Components[c];
            if (component.Width != shape.Columns || component.Height != shape.Rows || component.Samples is null) throw CodecFault.Of("the JPEG 2000 states two sizes");
            Narrow(new ReadOnlySpan<int>(component.Samples, shape.Pixels), cells, c, stride, cellBytes);
        }

        return new CodecFrame(cells, cellBytes, size.Precision, stride == 3 && size.TransformsColour ? CodestreamColour.Rgb : CodestreamColour.AsStated);
    }

    private static void Narrow(ReadOnlySpan<int> samples, Span<byte> cells, int first, int stride, int cellBytes)
    {
        unchecked
        {
            if (cellBytes == 1)
            {
                for (int i = 0, at = first; i < samples.Length; i++, at += stride) cells[at] = (byte)samples[i];
                return;
            }

            if (cellBytes == 2)
            {
                var words = MemoryMarshal.Cast<byte, ushort>(cells);
                for (int i = 0, at = first; i < samples.Length; i++, at += stride) words[at] = (ushort)samples[i];
                return;
            }

            for (int i = 0, at = first; i < samples.Length; i++, at += stride) BinaryPrimitives.WriteInt32LittleEndian(cells[(4 * at)..], samples[i]);
        }
    }
}
