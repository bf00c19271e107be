namespace XrayPortal.Networks;

/// <summary>Layers one after the other whose maps have the same size; the last ones, with no size left, are the head.</summary>
/// <param name="Number">From 1.</param>
public sealed record NetworkStage(int Number, string Title, IReadOnlyList<LayerView> Rows)
{
    public long Parameters => Rows.Sum(r => r.Parameters);

    public long MultiplyAccumulates => Rows.Sum(r => r.MultiplyAccumulates);

    public long ActivationBytes => Rows.Sum(r => r.ActivationBytes);
}

internal static class NetworkStages
{
    /// <remarks>A layer belongs to the largest size that still follows, so that gates, which shrink a map to one place and widen it again, stay in their stage.</remarks>
    public static IReadOnlyList<NetworkStage> Of(NetworkTable table)
    {
        var largest = new MapShape[table.Rows.Count];
        for (var i = table.Rows.Count - 1; i >= 0; i--)
        {
            var own = table.Rows[i].Output;
            largest[i] = i + 1 < largest.Length && Places(largest[i + 1]) > Places(own) ? largest[i + 1] : own;
        }

        var stages = new List<NetworkStage>();
        var from = 0;
        for (var i = 1; i <= largest.Length; i++)
        {
            if (i < largest.Length && largest[i].Size == largest[from].Size) continue;
            var title = largest[from].IsFlat ? "Head" : $"Stage {stages.Count + 1}: {largest[from].Size}";
            stages.Add(new NetworkStage(stages.Count + 1, title, [.. table.Rows.Skip(from).Take(i - from)]));
            from = i;
        }

        return stages;

        static long Places(MapShape shape) => (long)shape.Height * shape.Width;
    }
}
