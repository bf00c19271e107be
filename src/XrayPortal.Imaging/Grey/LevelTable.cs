using System.Runtime.InteropServices;

namespace XrayPortal.Imaging.Grey;

/// <summary>The grey value of every number that a cell can hold: bytes, or words of 16 bits in the machine's order.</summary>
public sealed class LevelTable
{
    private readonly float[]? values;

    private LevelTable() => CellBytes = 1;

    /// <param name="values">Grey values 0..1: 256 of them for bytes, 65,536 for words.</param>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    public LevelTable(float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != Length(1) && values.Length != Length(2)) throw new ArgumentException($"Needs 256 or 65536 values, has {values.Length}.", nameof(values));
        this.values = values;
        CellBytes = values.Length == Length(1) ? 1 : 2;
    }

    /// <summary>Bytes that mean value / 255.</summary>
    public static LevelTable Bytes { get; } = new();

    /// <summary>1 or 2.</summary>
    public int CellBytes { get; }

    /// <summary>Empty for <see cref="Bytes"/>.</summary>
    public ReadOnlySpan<float> Values => values;

    public static int Length(int cellBytes) => 1 << (8 * cellBytes);

    /// <param name="cells"><see cref="CellBytes"/> for each of the grey values.</param>
    public void Widen(ReadOnlySpan<byte> cells, Span<float> grey)
    {
        if (values is null)
        {
            ByteGrey.Widen(cells, grey);
        }
        else if (CellBytes == 1)
        {
            for (var i = 0; i < grey.Length; i++) grey[i] = values[cells[i]];
        }
        else
        {
            var words = MemoryMarshal.Cast<byte, ushort>(cells);
            for (var i = 0; i < grey.Length; i++) grey[i] = values[words[i]];
        }
    }
}
