using System.Buffers.Binary;

namespace XrayPortal.Imaging.Dicom.Codecs.Jpeg;

/// <summary>A component of a frame header.</summary>
internal sealed class JpegComponent(byte id, int horizontal, int vertical, int quantization)
{
    public byte Id => id;

    public int Horizontal => horizontal;

    public int Vertical => vertical;

    public int Quantization => quantization;

    /// <summary>Blocks that hold the component.</summary>
    public int BlockColumns { get; set; }

    public int BlockRows { get; set; }

    /// <summary>Blocks a row with those that fill up the last minimum coded unit.</summary>
    public int BlockStride { get; set; }

    /// <summary>Quantised coefficients, 64 a block in natural order.</summary>
    public short[] Coefficients { get; set; } = [];

    public HuffmanTable? Dc { get; set; }

    public HuffmanTable? Ac { get; set; }

    public int Predictor { get; set; }
}

/// <summary>A frame header (SOF0 to SOF3): process, precision, size, components.</summary>
/// <remarks>Source: ITU-T T.81, B.2.2.</remarks>
internal sealed class JpegFrame
{
    private JpegFrame(byte process, int precision, JpegComponent[] components)
    {
        Process = process;
        Precision = precision;
        Components = components;
    }

    /// <summary>0 baseline, 1 extended sequential, 2 progressive, 3 lossless; all with Huffman codes.</summary>
    public byte Process { get; }

    public int Precision { get; }

    public JpegComponent[] Components { get; }

    public bool IsLossless => Process == 3;

    public bool IsProgressive => Process == 2;

    public int MaxHorizontal { get; private init; } = 1;

    public int MaxVertical { get; private init; } = 1;

    /// <summary>Reads the header and compares it with the data set, before any memory is taken.</summary>
    public static JpegFrame Read(byte marker, ReadOnlySpan<byte> body, FrameShape shape)
    {
        var process = (byte)(marker - 0xC0);
        if (process > 3) throw CodecFault.Of("the JPEG process is not one that DICOM uses");
        if (body.Length < 6 || body.Length < 6 + (3 * body[5])) throw CodecFault.Of("the JPEG frame header is cut off");
        int precision = body[0], rows = BinaryPrimitives.ReadUInt16BigEndian(body[1..]), columns = BinaryPrimitives.ReadUInt16BigEndian(body[3..]);
        if (rows != shape.Rows || columns != shape.Columns) throw CodecFault.Of("the JPEG has another size than Rows and Columns");
        if (body[5] != shape.SamplesPerPixel) throw CodecFault.Of("the JPEG has another number of components than Samples per Pixel");
        if (process == 3 ? precision is < 2 or > 16 : precision != 8 && (precision != 12 || process == 0))
            throw CodecFault.Of("the JPEG process does not allow the precision");
        if (precision > shape.BitsAllocated) throw CodecFault.Of("the JPEG has more bits than are allocated");

        var components = new JpegComponent[body[5]];
        for (var i = 0; i < components.Length; i++)
        {
            var at = body[(6 + (3 * i))..];
            var (horizontal, vertical) = (at[1] >> 4, at[1] & 15);
            if (horizontal is < 1 or > 4 || vertical is < 1 or > 4 || at[2] > 3) throw CodecFault.Of("a JPEG component has nonsense in its header");
            // One component alone is never subsampled, whatever its factors (T.81, A.2.2).
            components[i] = components.Length == 1 ? new JpegComponent(at[0], 1, 1, at[2]) : new JpegComponent(at[0], horizontal, vertical, at[2]);
        }

        var frame = new JpegFrame(process, precision, components)
        {
            MaxHorizontal = components.Max(component => component.Horizontal),
            MaxVertical = components.Max(component => component.Vertical),
        };
        if (frame.IsLossless && components.Any(c => c.Horizontal != frame.MaxHorizontal || c.Vertical != frame.MaxVertical))
            throw CodecFault.Of("the lossless JPEG is subsampled");
        return frame;
    }
}
