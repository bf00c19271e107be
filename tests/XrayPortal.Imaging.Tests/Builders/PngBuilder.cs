using System.Buffers.Binary;
using System.IO.Compression;

namespace XrayPortal.Imaging.Tests.Builders;

/// <summary>Writes PNG of any colour type and depth from samples, independently of the product's encoder.</summary>
internal sealed class PngBuilder(int width, int height, int depth, int colour)
{
    private static readonly (int X, int Y, int StepX, int StepY)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private readonly List<(string Type, byte[] Body)> extras = [];

    private int SamplesPerPixel => colour switch { 0 or 3 => 1, 4 => 2, 2 => 3, _ => 4 };

    public bool Interlaced { get; set; }

    public int IdatBytes { get; set; } = 1000;

    public PngBuilder Chunk(string type, params byte[] body)
    {
        extras.Add((type, body));
        return this;
    }

    /// <param name="sample">Column, row, channel to sample.</param>
    public byte[] Build(Func<int, int, int, int> sample) => BuildFrom(Zip(Raw(sample)));

    public byte[] BuildFrom(byte[] compressed)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)colour, (byte)(Interlaced ? 1 : 0));
        Write(file, "IHDR", header);
        foreach (var (type, body) in extras) Write(file, type, body);
        foreach (var part in compressed.Chunk(IdatBytes)) Write(file, "IDAT", part);
        Write(file, "IEND", []);
        return file.ToArray();
    }

    public byte[] Raw(Func<int, int, int, int> sample)
    {
        using var rows = new MemoryStream();
        foreach (var (x0, y0, stepX, stepY) in Interlaced ? Adam7 : [(0, 0, 1, 1)])
        {
            var columns = (width - x0 + stepX - 1) / stepX;
            if (columns == 0) continue;
            var above = new byte[((columns * SamplesPerPixel * depth) + 7) / 8];
            for (int y = y0, n = 0; y < height; y += stepY, n++)
            {
                var row = new byte[above.Length];
                for (var i = 0; i < columns; i++)
                {
                    for (var c = 0; c < SamplesPerPixel; c++) Put(row, (i * SamplesPerPixel) + c, sample(x0 + (i * stepX), y, c));
                }

                var filter = n % 5; // every filter in turn
                rows.WriteByte((byte)filter);
                rows.Write(Filtered(filter, row, above));
                above = row;
            }
        }

        return rows.ToArray();
    }

    public static byte[] Zip(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) zlib.Write(plain);
        return packed.ToArray();
    }

    private void Put(byte[] row, int index, int value)
    {
        if (depth == 16) (row[2 * index], row[(2 * index) + 1]) = ((byte)(value >> 8), (byte)value);
        else row[index * depth / 8] |= (byte)(value << (8 - depth - (index * depth % 8)));
    }

    private byte[] Filtered(int filter, byte[] row, byte[] above)
    {
        var step = Math.Max(1, SamplesPerPixel * depth / 8);
        var filtered = new byte[row.Length];
        for (var i = 0; i < row.Length; i++)
        {
            int left = i >= step ? row[i - step] : 0, up = above[i], corner = i >= step ? above[i - step] : 0;
            var p = left + up - corner;
            int a = Math.Abs(p - left), b = Math.Abs(p - up), c = Math.Abs(p - corner);
            var predicted = filter switch
            {
                0 => 0,
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                _ => a <= b && a <= c ? left : b <= c ? up : corner,
            };
            filtered[i] = unchecked((byte)(row[i] - predicted));
        }

        return filtered;
    }

    // PNG specification (third edition), annex D.
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }

        return ~crc;
    }

    private static void Write(MemoryStream file, string type, byte[] body)
    {
        var chunk = new byte[body.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length);
        for (var i = 0; i < 4; i++) chunk[4 + i] = (byte)type[i];
        body.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + body.Length), Crc(chunk.AsSpan(4, 4 + body.Length)));
        file.Write(chunk);
    }
}
