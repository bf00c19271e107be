using System.Buffers.Binary;

namespace XrayPortal.Imaging.Tests.Builders;

/// <summary>Packs frames as RLE Lossless (PS3.5, annex G).</summary>
internal static class RleWriter
{
    /// <param name="cells">Little endian, colour by pixel.</param>
    public static byte[] Encode(byte[] cells, int samplesPerPixel, int cellBytes)
    {
        var planes = samplesPerPixel * cellBytes;
        var header = new byte[64];
        var body = new List<byte>();
        BinaryPrimitives.WriteInt32LittleEndian(header, planes);
        for (var i = 0; i < planes; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4 + (4 * i)), 64 + body.Count);
            var offset = (i / cellBytes * cellBytes) + cellBytes - 1 - (i % cellBytes);
            var plane = cells.Where((_, at) => at % planes == offset).ToArray();
            Pack(plane, body);
            if (body.Count % 2 == 1) body.Add(0);
        }

        return [.. header, .. body];
    }

    private static void Pack(byte[] plane, List<byte> body)
    {
        for (var at = 0; at < plane.Length;)
        {
            var run = 1;
            while (run < 128 && at + run < plane.Length && plane[at + run] == plane[at]) run++;
            if (run > 1)
            {
                body.AddRange([(byte)(257 - run), plane[at]]);
                at += run;
                continue;
            }

            var literal = 1;
            while (literal < 128 && at + literal + 1 < plane.Length && plane[at + literal] != plane[at + literal + 1]) literal++;
            body.Add((byte)(literal - 1));
            body.AddRange(plane.AsSpan(at, literal));
            at += literal;
        }
    }
}
