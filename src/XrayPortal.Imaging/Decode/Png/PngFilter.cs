namespace XrayPortal.Imaging.Decode.Png;

/// <summary>Undoes the five row filters.</summary>
/// <remarks>Source: PNG specification (third edition), 9.2.</remarks>
internal static class PngFilter
{
    /// <param name="row">Filtered bytes in, plain bytes out.</param>
    /// <param name="above">The plain row above; zeros for the first row of a pass.</param>
    /// <param name="step">Bytes of a whole pixel, at least 1.</param>
    /// <returns>False where there is no such filter.</returns>
    public static bool Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        above = above[..row.Length];
        switch (filter)
        {
            case 0: return true;
            case 1: Sub(row, step); return true;
            case 2: Up(row, above); return true;
            case 3: Average(row, above, step); return true;
            case 4: Paeth(row, above, step); return true;
            default: return false;
        }
    }

    private static void Sub(Span<byte> row, int step)
    {
        for (var i = step; i < row.Length; i++) row[i] = unchecked((byte)(row[i] + row[i - step]));
    }

    private static void Up(Span<byte> row, ReadOnlySpan<byte> above)
    {
        for (var i = 0; i < row.Length; i++) row[i] = unchecked((byte)(row[i] + above[i]));
    }

    private static void Average(Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var left = i >= step ? row[i - step] : 0;
            row[i] = unchecked((byte)(row[i] + ((left + above[i]) >> 1)));
        }
    }

    private static void Paeth(Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        var first = Math.Min(step, row.Length);
        for (var i = 0; i < first; i++) row[i] = unchecked((byte)(row[i] + above[i]));
        for (var i = step; i < row.Length; i++)
        {
            unchecked
            {
                int left = row[i - step], up = above[i], corner = above[i - step];
                int toLeft = up - corner, toUp = left - corner, toCorner = toLeft + toUp;
                toLeft = toLeft < 0 ? -toLeft : toLeft;
                toUp = toUp < 0 ? -toUp : toUp;
                toCorner = toCorner < 0 ? -toCorner : toCorner;
                var nearest = toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
                row[i] = (byte)(row[i] + nearest);
            }
        }
    }
}
