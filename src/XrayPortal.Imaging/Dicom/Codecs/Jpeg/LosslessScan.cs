namespace XrayPortal.Imaging.Dicom.Codecs.Jpeg;

/// <summary>The lossless process: each sample is a prediction from its neighbours and a coded difference.</summary>
/// <remarks>Source: ITU-T T.81, annex H. All arithmetic is modulo 65,536.</remarks>
internal static class LosslessScan
{
    /// <param name="samples">Colour by pixel; the scan's components are filled in.</param>
    public static void Decode(JpegScan scan, JpegFrame frame, FrameShape shape, ReadOnlySpan<byte> data, int at, Span<ushort> samples)
    {
        if (scan.First is < 1 or > 7) throw CodecFault.Of("the lossless JPEG has no such predictor");
        if (scan.Low >= frame.Precision) throw CodecFault.Of("the lossless JPEG shifts all bits away");
        var (columns, restart) = (shape.Columns, scan.RestartInterval);
        // T.81, H.1.1: an interval is a whole number of rows.
        if (restart % columns != 0) throw CodecFault.Of("the lossless JPEG restarts within a row");
        var bits = new JpegBits(data, at);
        var rowsAnInterval = restart / columns;
        var start = (ushort)(1 << (frame.Precision - scan.Low - 1));
        var stride = frame.Components.Length;
        var offsets = Array.ConvertAll(scan.Components, component => Array.IndexOf(frame.Components, component));
        var number = 0;
        for (var y = 0; y < shape.Rows; y++)
        {
            var first = y == 0;
            if (rowsAnInterval > 0 && y > 0 && y % rowsAnInterval == 0)
            {
                bits.Restart(number++ & 7);
                first = true;
            }

            var row = samples.Slice(y * columns * stride, columns * stride);
            var above = first ? [] : samples.Slice((y - 1) * columns * stride, columns * stride);
            if (scan.Components.Length == 1) DecodeRow(ref bits, scan, offsets[0], stride, start, row, above);
            else DecodeInterleaved(ref bits, scan, offsets, stride, start, row, above);
            bits.ThrowIfOverrun();
        }
    }

    private static void DecodeRow(
        ref JpegBits bits, JpegScan scan, int offset, int stride, ushort start, Span<ushort> row, ReadOnlySpan<ushort> above)
    {
        unchecked
        {
            var table = Table(scan.Components[0]);
            var local = bits;
            var predictor = above.IsEmpty ? 1 : scan.First;
            int left = above.IsEmpty ? start : above[offset];
            left = (ushort)(left + Difference(ref local, table));
            row[offset] = (ushort)left;
            for (var x = offset + stride; x < row.Length; x += stride)
            {
                if (predictor != 1) left = Predict(predictor, left, above[x], above[x - stride]);
                left = (ushort)(left + Difference(ref local, table));
                row[x] = (ushort)left;
            }

            bits = local;
        }
    }

    private static void DecodeInterleaved(
        ref JpegBits bits, JpegScan scan, int[] offsets, int stride, ushort start, Span<ushort> row, ReadOnlySpan<ushort> above)
    {
        unchecked
        {
            for (var x = 0; x < row.Length; x += stride)
            {
                for (var c = 0; c < offsets.Length; c++)
                {
                    var i = x + offsets[c];
                    var prediction = x == 0
                        ? above.IsEmpty ? start : above[i]
                        : above.IsEmpty ? row[i - stride] : Predict(scan.First, row[i - stride], above[i], above[i - stride]);
                    row[i] = (ushort)(prediction + Difference(ref bits, Table(scan.Components[c])));
                }
            }
        }
    }

    private static HuffmanTable Table(JpegComponent component) => component.Dc ?? throw CodecFault.Of("a JPEG scan lacks its Huffman table");

    private static int Difference(ref JpegBits bits, HuffmanTable table)
    {
        var category = bits.Symbol(table);
        // 16 stands alone, for 32,768: no bits follow (H.1.2.2).
        return category switch
        {
            0 => 0,
            <= 15 => bits.Difference(category),
            16 => 32768,
            _ => throw CodecFault.Of("a lossless JPEG difference is too large"),
        };
    }

    /// <summary>Table H.1.</summary>
    private static int Predict(int predictor, int left, int above, int corner) => unchecked(predictor switch
    {
        1 => left,
        2 => above,
        3 => corner,
        4 => left + above - corner,
        5 => left + ((above - corner) >> 1),
        6 => above + ((left - corner) >> 1),
        _ => (left + above) >> 1,
    });
}
