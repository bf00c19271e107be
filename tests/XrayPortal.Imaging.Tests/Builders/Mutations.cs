using System.Buffers.Binary;

namespace XrayPortal.Imaging.Tests.Builders;

/// <summary>Seeded damage to files.</summary>
internal static class Mutations
{
    private static readonly uint[] Boundaries = [0, 1, 2, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF];

    /// <summary>One to four bytes flipped, set, cut out or repeated; sometimes the end is cut off.</summary>
    public static byte[] Of(byte[] file, Random random)
    {
        var changed = file.ToList();
        var count = random.Next(1, 5);
        for (var i = 0; i < count && changed.Count > 8; i++)
        {
            var at = random.Next(changed.Count);
            switch (random.Next(6))
            {
                case 0: changed[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: changed[at] = (byte)random.Next(256); break;
                case 2: changed[at] = random.Next(2) == 0 ? (byte)0 : (byte)255; break;
                case 3: changed.RemoveRange(at, Math.Min(changed.Count - at, random.Next(1, 20))); break;
                case 4: changed.InsertRange(at, changed.GetRange(at, Math.Min(changed.Count - at, random.Next(1, 20)))); break;
                default:
                    if (random.Next(4) == 0) changed.RemoveRange(at, changed.Count - at);
                    break;
            }
        }

        return [.. changed];
    }

    /// <summary>Numbers at the ends of their ranges, one, two or four bytes wide, either byte order, wherever they fall.</summary>
    public static byte[] Numbers(byte[] file, Random random)
    {
        var changed = file.ToArray();
        Span<byte> number = stackalloc byte[4];
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var value = Boundaries[random.Next(Boundaries.Length)];
            if (random.Next(2) == 0) BinaryPrimitives.WriteUInt32LittleEndian(number, value);
            else BinaryPrimitives.WriteUInt32BigEndian(number, value);
            var width = 1 << random.Next(3);
            var at = random.Next(changed.Length);
            number[..Math.Min(width, changed.Length - at)].CopyTo(changed.AsSpan(at));
        }

        return changed;
    }

    /// <summary>The start of one file and the end of another.</summary>
    public static byte[] Splice(byte[] start, byte[] end, Random random) => [.. start[..random.Next(start.Length)], .. end[random.Next(end.Length)..]];
}
