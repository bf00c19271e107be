using System.Numerics;
using System.Runtime.InteropServices;

namespace XrayPortal.Imaging.Grey;

/// <summary>Bytes to grey values (value / 255) and back, many at a time: a film is millions.</summary>
internal static class ByteGrey
{
    private static readonly Vector<float> most = new(255);
    private static readonly Vector<float> half = new(0.5f);

    public static void Widen(ReadOnlySpan<byte> bytes, Span<float> grey)
    {
        var whole = bytes.Length - (bytes.Length % Vector<byte>.Count);
        var wide = MemoryMarshal.Cast<float, Vector<float>>(grey[..whole]);
        var parts = MemoryMarshal.Cast<byte, Vector<byte>>(bytes[..whole]);
        for (var i = 0; i < parts.Length; i++)
        {
            Vector.Widen(parts[i], out var low, out var high);
            Vector.Widen(low, out var a, out var b);
            Vector.Widen(high, out var c, out var d);
            (wide[4 * i], wide[(4 * i) + 1], wide[(4 * i) + 2], wide[(4 * i) + 3]) = (Grey(a), Grey(b), Grey(c), Grey(d));
        }

        for (var i = whole; i < bytes.Length; i++) grey[i] = bytes[i] / 255f;
    }

    /// <param name="grey">Values in 0..1.</param>
    /// <returns>The bytes that <see cref="Widen"/> makes exactly these values of; null where there are none.</returns>
    public static byte[]? Narrow(ReadOnlySpan<float> grey)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(grey.Length);
        var whole = grey.Length - (grey.Length % Vector<byte>.Count);
        var wide = MemoryMarshal.Cast<float, Vector<float>>(grey[..whole]);
        var parts = MemoryMarshal.Cast<byte, Vector<byte>>(bytes.AsSpan(0, whole));
        for (var i = 0; i < parts.Length; i++)
        {
            var (a, b, c, d) = (Level(wide[4 * i]), Level(wide[(4 * i) + 1]), Level(wide[(4 * i) + 2]), Level(wide[(4 * i) + 3]));
            if (Grey(a) != wide[4 * i] || Grey(b) != wide[(4 * i) + 1] || Grey(c) != wide[(4 * i) + 2] || Grey(d) != wide[(4 * i) + 3]) return null;
            parts[i] = Vector.Narrow(Vector.Narrow(a, b), Vector.Narrow(c, d));
        }

        for (var i = whole; i < grey.Length; i++)
        {
            bytes[i] = (byte)((grey[i] * 255f) + 0.5f);
            if (bytes[i] / 255f != grey[i]) return null;
        }

        return bytes;
    }

    private static Vector<float> Grey(Vector<uint> levels) => Vector.ConvertToSingle(levels.As<uint, int>()) / most;

    private static Vector<uint> Level(Vector<float> grey) => Vector.ConvertToInt32((grey * most) + half).As<int, uint>();
}
