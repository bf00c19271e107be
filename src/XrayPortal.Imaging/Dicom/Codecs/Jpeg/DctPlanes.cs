namespace XrayPortal.Imaging.Dicom.Codecs.Jpeg;

/// <summary>Memory for a frame's coefficients, and the samples that come of them.</summary>
internal static class DctPlanes
{
    /// <summary>Takes memory for the coefficients; called once the header agrees with the data set.</summary>
    public static void Prepare(JpegFrame frame, FrameShape shape)
    {
        foreach (var component in frame.Components)
        {
            component.BlockColumns = BlocksOf(shape.Columns, component.Horizontal, frame.MaxHorizontal);
            component.BlockRows = BlocksOf(shape.Rows, component.Vertical, frame.MaxVertical);
            // The last minimum coded unit may be wider than the picture.
            component.BlockStride = UnitsOf(shape.Columns, frame.MaxHorizontal) * component.Horizontal;
            component.Coefficients = new short[64L * component.BlockStride * UnitsOf(shape.Rows, frame.MaxVertical) * component.Vertical];
        }
    }

    /// <param name="samples">Receives colour by pixel; subsampled components are repeated.</param>
    public static void Transform(JpegFrame frame, FrameShape shape, ushort[]?[] quantization, Span<ushort> samples)
    {
        var stride = frame.Components.Length;
        for (var i = 0; i < stride; i++)
        {
            var component = frame.Components[i];
            var steps = quantization[component.Quantization] ?? throw CodecFault.Of("a JPEG component lacks its quantisation table");
            var (width, rows) = (8 * component.BlockStride, new ushort[8 * 8 * component.BlockStride]);
            for (var blockRow = 0; blockRow < component.BlockRows; blockRow++)
            {
                for (var x = 0; x < component.BlockColumns; x++)
                {
                    var block = component.Coefficients.AsSpan(64 * ((blockRow * component.BlockStride) + x), 64);
                    JpegTransform.Invert(block, steps, frame.Precision, rows.AsSpan(8 * x), width);
                }

                Place(rows, width, blockRow, i, frame, shape, samples);
            }
        }
    }

    private static void Place(ReadOnlySpan<ushort> rows, int width, int blockRow, int index, JpegFrame frame, FrameShape shape, Span<ushort> samples)
    {
        var component = frame.Components[index];
        var stride = frame.Components.Length;
        // Rows of the picture that lie in this row of blocks.
        var first = blockRow * 8 * frame.MaxVertical / component.Vertical;
        var last = Math.Min(shape.Rows, (blockRow + 1) * 8 * frame.MaxVertical / component.Vertical);
        unchecked
        {
            for (var y = first; y < last; y++)
            {
                var source = rows.Slice(((y * component.Vertical / frame.MaxVertical) - (8 * blockRow)) * width, width);
                var target = samples.Slice(y * shape.Columns * stride, shape.Columns * stride);
                if (component.Horizontal == frame.MaxHorizontal)
                    for (int x = 0, at = index; x < shape.Columns; x++, at += stride) target[at] = source[x];
                else
                    for (int x = 0, at = index; x < shape.Columns; x++, at += stride) target[at] = source[x * component.Horizontal / frame.MaxHorizontal];
            }
        }
    }

    private static int UnitsOf(int pixels, int largest) => (pixels + (8 * largest) - 1) / (8 * largest);

    private static int BlocksOf(int pixels, int factor, int largest)
    {
        var samples = ((pixels * factor) + largest - 1) / largest;
        return (samples + 7) / 8;
    }
}
