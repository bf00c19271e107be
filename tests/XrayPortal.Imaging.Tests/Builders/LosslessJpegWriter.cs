namespace XrayPortal.Imaging.Tests.Builders;

/// <summary>Writes JPEG of the lossless process (T.81, annex H), every category with a code of five bits.</summary>
internal sealed class LosslessJpegWriter
{
    private readonly List<byte> bytes = [];
    private int pending;
    private int pendingBits;

    public int Predictor { get; init; } = 1;

    public int Precision { get; init; } = 16;

    public int PointTransform { get; init; }

    /// <summary>Rows between restart markers; 0 for none.</summary>
    public int RestartRows { get; init; }

    /// <summary>One scan for each component instead of one for all.</summary>
    public bool IsSeparate { get; init; }

    /// <param name="samples">Colour by pixel.</param>
    public byte[] Encode(int columns, int rows, int components, int[] samples)
    {
        bytes.AddRange([0xFF, 0xD8]);
        var frame = new List<byte> { (byte)Precision, (byte)(rows >> 8), (byte)rows, (byte)(columns >> 8), (byte)columns, (byte)components };
        for (var c = 0; c < components; c++) frame.AddRange([(byte)(c + 1), 0x11, 0]);
        Segment(0xC3, [.. frame]);
        var table = new byte[34];
        table[5] = 17; // 17 categories, 0 to 16, of five bits
        for (var i = 0; i < 17; i++) table[17 + i] = (byte)i;
        Segment(0xC4, table);
        if (RestartRows > 0) Segment(0xDD, [(byte)(RestartRows * columns >> 8), (byte)(RestartRows * columns)]);
        foreach (var scan in IsSeparate ? Enumerable.Range(0, components).Select(c => new[] { c }).ToArray() : [[.. Enumerable.Range(0, components)]])
            Scan(scan, columns, rows, components, samples);
        bytes.AddRange([0xFF, 0xD9]);
        return [.. bytes];
    }

    private void Scan(int[] scan, int columns, int rows, int components, int[] samples)
    {
        Segment(0xDA, [(byte)scan.Length, .. scan.SelectMany(c => new byte[] { (byte)(c + 1), 0 }), (byte)Predictor, 0, (byte)PointTransform]);
        for (var y = 0; y < rows; y++)
        {
            var first = y == 0;
            if (RestartRows > 0 && y > 0 && y % RestartRows == 0)
            {
                Flush();
                bytes.AddRange([0xFF, (byte)(0xD0 + (((y / RestartRows) - 1) & 7))]);
                first = true;
            }

            for (var x = 0; x < columns; x++)
            {
                foreach (var c in scan) Difference((ushort)(At(x, y, c) - Prediction(x, y, c, first)));
            }
        }

        Flush();

        int At(int x, int y, int c) => samples[(((y * columns) + x) * components) + c] >> PointTransform;

        int Prediction(int x, int y, int c, bool first)
        {
            if (x == 0) return first ? 1 << (Precision - PointTransform - 1) : At(0, y - 1, c);
            var left = At(x - 1, y, c);
            if (first) return left;
            int above = At(x, y - 1, c), corner = At(x - 1, y - 1, c);
            return Predictor switch
            {
                1 => left,
                2 => above,
                3 => corner,
                4 => left + above - corner,
                5 => left + ((above - corner) >> 1),
                6 => above + ((left - corner) >> 1),
                _ => (left + above) >> 1,
            };
        }
    }

    private void Difference(ushort modulo)
    {
        int value = (short)modulo;
        var category = value == -32768 ? 16 : 32 - int.LeadingZeroCount(Math.Abs(value));
        Bits(category, 5);
        if (category is 0 or 16) return;
        Bits(value < 0 ? value + (1 << category) - 1 : value, category);
    }

    private void Bits(int value, int count)
    {
        for (var i = count - 1; i >= 0; i--)
        {
            pending = (pending << 1) | ((value >> i) & 1);
            if (++pendingBits == 8) Byte();
        }
    }

    private void Flush()
    {
        while (pendingBits > 0) Bits(1, 1);
    }

    private void Byte()
    {
        bytes.Add((byte)pending);
        if ((byte)pending == 0xFF) bytes.Add(0);
        (pending, pendingBits) = (0, 0);
    }

    private void Segment(byte marker, byte[] content) => bytes.AddRange([0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content]);
}
