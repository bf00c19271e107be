using System.Buffers;
using System.Text;

namespace XrayPortal.Training.Export;

/// <summary>
/// One protocol-buffer message under construction. Large values are kept as they came and joined once at the end, so that half a
/// gigabyte of weights is not copied at each level.
/// </summary>
internal sealed class WireMessage
{
    private const int Large = 4096;

    private readonly List<ReadOnlyMemory<byte>> parts = [];
    private ArrayBufferWriter<byte> open = new();

    public int Length => parts.Sum(p => p.Length) + open.WrittenCount;

    public WireMessage Number(int field, long value)
    {
        Varint((ulong)(field << 3));
        Varint((ulong)value);
        return this;
    }

    public WireMessage Single(int field, float value)
    {
        Varint((ulong)((field << 3) | 5));
        open.Write(BitConverter.GetBytes(value));
        return this;
    }

    public WireMessage Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <param name="value">Belongs to the message from here on.</param>
    public WireMessage Bytes(int field, byte[] value)
    {
        Header(field, value.Length);
        Append(value);
        return this;
    }

    public WireMessage Embed(int field, WireMessage value)
    {
        Header(field, value.Length);
        return Raw(value);
    }

    /// <summary>The fields of another message, without its being one.</summary>
    public WireMessage Raw(WireMessage value)
    {
        foreach (var part in value.parts) Append(part);
        Append(value.open.WrittenMemory);
        return this;
    }

    public byte[] ToArray()
    {
        var whole = new byte[Length];
        var at = 0;
        foreach (var part in parts.Append(open.WrittenMemory))
        {
            part.Span.CopyTo(whole.AsSpan(at));
            at += part.Length;
        }

        return whole;
    }

    private void Header(int field, int length)
    {
        Varint((ulong)((field << 3) | 2));
        Varint((ulong)length);
    }

    private void Append(ReadOnlyMemory<byte> value)
    {
        if (value.Length < Large)
        {
            open.Write(value.Span);
            return;
        }

        parts.Add(open.WrittenMemory);
        parts.Add(value);
        open = new ArrayBufferWriter<byte>();
    }

    private void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            open.Write([(byte)(value | 0x80)]);
            value >>= 7;
        }

        open.Write([(byte)value]);
    }
}
