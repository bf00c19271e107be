namespace XrayPortal.Imaging.Grey;

/// <summary>A film as its file holds it: a small whole number for each pixel, and what each number means. A quarter or half of its grey values' bytes.</summary>
/// <param name="Cells">Row-major, <see cref="LevelTable.CellBytes"/> for each pixel; owned from here on.</param>
public sealed record GreyLevels(byte[] Cells, LevelTable Table)
{
    public int Count => Cells.Length / Table.CellBytes;

    /// <returns>The grey values.</returns>
    internal float[] Widen()
    {
        var grey = GC.AllocateUninitializedArray<float>(Count);
        Table.Widen(Cells, grey);
        return grey;
    }
}
