namespace XrayPortal.Imaging.Dicom.Codecs.Jpeg;

/// <summary>
/// The inverse cosine transform in whole numbers: Loeffler, Ligtenberg and Moschytz with 13 fractional bits, rounded as the
/// Independent JPEG Group's reference does it (jidctint.c), so that results equal those of DCMTK and libjpeg bit by bit.
/// </summary>
/// <remarks>Source: ITU-T T.81, A.3.3; C. Loeffler et al., ICASSP 1989, p. 988.</remarks>
internal static class JpegTransform
{
    private const int Fraction = 13;

    /// <summary>Zig-zag order to rows and columns.</summary>
    public static ReadOnlySpan<byte> Natural =>
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    /// <param name="block">64 quantised coefficients in natural order.</param>
    /// <param name="steps">64 quantisation steps in natural order.</param>
    /// <param name="samples">Receives 8 × 8 samples of the precision, at a stride.</param>
    public static void Invert(ReadOnlySpan<short> block, ReadOnlySpan<ushort> steps, int precision, Span<ushort> samples, int stride)
    {
        // Twelve bits leave one bit of room between the passes, eight leave two.
        var between = precision == 8 ? 2 : 1;
        Span<int> work = stackalloc int[64];
        Span<int> values = stackalloc int[8];
        unchecked
        {
            for (var x = 0; x < 8; x++)
            {
                for (var i = 0; i < 8; i++) values[i] = block[(8 * i) + x] * steps[(8 * i) + x];
                Pass(values, Fraction - between);
                for (var i = 0; i < 8; i++) work[(8 * i) + x] = values[i];
            }

            int largest = (1 << precision) - 1, centre = 1 << (precision - 1);
            for (var y = 0; y < 8; y++)
            {
                var row = work.Slice(8 * y, 8);
                Pass(row, Fraction + between + 3);
                for (var x = 0; x < 8; x++) samples[(y * stride) + x] = (ushort)Math.Clamp(row[x] + centre, 0, largest);
            }
        }
    }

    private static void Pass(Span<int> v, int shift)
    {
        unchecked
        {
            var z1 = (v[2] + v[6]) * 4433;
            int t2 = z1 - (v[6] * 15137), t3 = z1 + (v[2] * 6270);
            int t0 = (v[0] + v[4]) << Fraction, t1 = (v[0] - v[4]) << Fraction;
            int even0 = t0 + t3, even3 = t0 - t3, even1 = t1 + t2, even2 = t1 - t2;

            int a = v[7], b = v[5], c = v[3], d = v[1];
            var z5 = (a + c + b + d) * 9633;
            int w1 = (a + d) * -7373, w2 = (b + c) * -20995, w3 = ((a + c) * -16069) + z5, w4 = ((b + d) * -3196) + z5;
            a = (a * 2446) + w1 + w3;
            b = (b * 16819) + w2 + w4;
            c = (c * 25172) + w2 + w3;
            d = (d * 12299) + w1 + w4;

            var half = 1 << (shift - 1);
            v[0] = (even0 + d + half) >> shift;
            v[7] = (even0 - d + half) >> shift;
            v[1] = (even1 + c + half) >> shift;
            v[6] = (even1 - c + half) >> shift;
            v[2] = (even2 + b + half) >> shift;
            v[5] = (even2 - b + half) >> shift;
            v[3] = (even3 + a + half) >> shift;
            v[4] = (even3 - a + half) >> shift;
        }
    }
}
