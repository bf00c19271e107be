namespace XrayPortal.Imaging.Dicom.Codecs.Jpeg;

/// <summary>Scans of the processes with a cosine transform: sequential, and progressive with its four kinds.</summary>
/// <remarks>Source: ITU-T T.81, F.2 and G.2. Coefficients are gathered over all scans and transformed at the end.</remarks>
internal ref struct DctScan
{
    private readonly JpegScan scan;
    private readonly JpegFrame frame;
    private readonly int[] predictions;
    private JpegBits bits;
    private int endOfBandRun;

    private DctScan(JpegScan scan, JpegFrame frame, ReadOnlySpan<byte> data, int at)
    {
        this.scan = scan;
        this.frame = frame;
        predictions = new int[scan.Components.Length];
        bits = new JpegBits(data, at);
    }

    public static void Decode(JpegScan scan, JpegFrame frame, FrameShape shape, ReadOnlySpan<byte> data, int at)
    {
        if (frame.IsProgressive)
        {
            var isDc = scan.First == 0;
            if (scan.First > scan.Last || scan.Last > 63 || (isDc ? scan.Last != 0 : scan.Components.Length != 1) || scan.Low > 13
                || (scan.High != 0 && scan.High != scan.Low + 1))
                throw CodecFault.Of("a progressive JPEG scan covers what none may");
        }

        new DctScan(scan, frame, data, at).Run(shape);
    }

    private void Run(FrameShape shape)
    {
        // A scan of one component goes block by block, others by minimum coded units (A.2).
        var alone = scan.Components.Length == 1;
        var columns = alone ? scan.Components[0].BlockColumns : CeilingOf(shape.Columns, 8 * frame.MaxHorizontal);
        var rows = alone ? scan.Components[0].BlockRows : CeilingOf(shape.Rows, 8 * frame.MaxVertical);
        int units = 0, number = 0;
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++, units++)
            {
                if (scan.RestartInterval > 0 && units > 0 && units % scan.RestartInterval == 0) Restart(number++ & 7);
                if (alone) DecodeBlock(0, x, y);
                else DecodeUnit(x, y);
            }

            bits.ThrowIfOverrun();
        }
    }

    private static int CeilingOf(int value, int divisor) => (value + divisor - 1) / divisor;

    private void Restart(int number)
    {
        bits.Restart(number);
        Array.Clear(predictions);
        endOfBandRun = 0;
    }

    private void DecodeUnit(int x, int y)
    {
        for (var i = 0; i < scan.Components.Length; i++)
        {
            var component = scan.Components[i];
            for (var v = 0; v < component.Vertical; v++)
            {
                for (var h = 0; h < component.Horizontal; h++)
                    DecodeBlock(i, (x * component.Horizontal) + h, (y * component.Vertical) + v);
            }
        }
    }

    private void DecodeBlock(int index, int x, int y)
    {
        var component = scan.Components[index];
        var block = component.Coefficients.AsSpan(64 * ((y * component.BlockStride) + x), 64);
        unchecked
        {
            if (!frame.IsProgressive)
            {
                block[0] = (short)Dc(index, component);
                Sequential(block, Ac(component));
            }
            else if (scan.First == 0)
            {
                if (scan.High == 0) block[0] = (short)(Dc(index, component) << scan.Low);
                else if (bits.Take(1) == 1) block[0] |= (short)(1 << scan.Low);
            }
            else if (scan.High == 0) FirstOfBand(block, Ac(component));
            else RefineBand(block, Ac(component));
        }
    }

    private int Dc(int index, JpegComponent component)
    {
        var category = bits.Symbol(component.Dc ?? throw CodecFault.Of("a JPEG scan lacks its Huffman table"));
        if (category > 15) throw CodecFault.Of("a JPEG difference is too large");
        return predictions[index] = unchecked(predictions[index] + (category == 0 ? 0 : bits.Difference(category)));
    }

    private static HuffmanTable Ac(JpegComponent component) => component.Ac ?? throw CodecFault.Of("a JPEG scan lacks its Huffman table");

    private void Sequential(Span<short> block, HuffmanTable table)
    {
        unchecked
        {
            for (var k = 1; k < 64; k++)
            {
                var symbol = bits.Symbol(table);
                var (run, category) = (symbol >> 4, symbol & 15);
                if (category == 0)
                {
                    if (run != 15) return;
                    k += 15;
                    continue;
                }

                k += run;
                if (k > 63) throw CodecFault.Of("a JPEG block has more than 64 coefficients");
                block[JpegTransform.Natural[k]] = (short)bits.Difference(category);
            }
        }
    }

    private void FirstOfBand(Span<short> block, HuffmanTable table)
    {
        if (endOfBandRun > 0)
        {
            endOfBandRun--;
            return;
        }

        unchecked
        {
            for (var k = scan.First; k <= scan.Last; k++)
            {
                var symbol = bits.Symbol(table);
                var (run, category) = (symbol >> 4, symbol & 15);
                if (category == 0)
                {
                    if (run == 15)
                    {
                        k += 15;
                        continue;
                    }

                    endOfBandRun = RunOf(run) - 1;
                    return;
                }

                k += run;
                if (k > scan.Last) throw CodecFault.Of("a JPEG block has more coefficients than its band");
                block[JpegTransform.Natural[k]] = (short)(bits.Difference(category) << scan.Low);
            }
        }
    }

    // EOBn: 2^n and n more bits of blocks end here (G.1.2.2).
    private int RunOf(int n) => n == 0 ? 1 : (1 << n) + bits.Take(n);

    private void RefineBand(Span<short> block, HuffmanTable table)
    {
        unchecked
        {
            var bit = (short)(1 << scan.Low);
            var k = scan.First;
            while (endOfBandRun == 0 && k <= scan.Last)
            {
                var symbol = bits.Symbol(table);
                var (run, category) = (symbol >> 4, symbol & 15);
                short value = 0;
                if (category == 0)
                {
                    if (run != 15)
                    {
                        endOfBandRun = RunOf(run);
                        break;
                    }
                }
                else if (category == 1) value = bits.Take(1) == 1 ? bit : (short)-bit;
                else throw CodecFault.Of("a JPEG refinement has a value that none may have");

                // Skips zeros to be left zero; every other coefficient on the way gets its next bit (G.1.2.3).
                for (; k <= scan.Last; k++)
                {
                    ref var coefficient = ref block[JpegTransform.Natural[k]];
                    if (coefficient != 0) Refine(ref coefficient, bit);
                    else if (run-- == 0)
                    {
                        coefficient = value;
                        k++;
                        break;
                    }
                }
            }

            if (endOfBandRun == 0) return;
            for (; k <= scan.Last; k++)
            {
                ref var coefficient = ref block[JpegTransform.Natural[k]];
                if (coefficient != 0) Refine(ref coefficient, bit);
            }

            endOfBandRun--;
        }
    }

    private void Refine(ref short coefficient, short bit)
    {
        if (bits.Take(1) == 0 || (coefficient & bit) != 0) return;
        unchecked
        {
            coefficient += coefficient > 0 ? bit : (short)-bit;
        }
    }
}
