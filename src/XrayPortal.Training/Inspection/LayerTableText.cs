using System.Globalization;
using XrayPortal.Training.Networks;

namespace XrayPortal.Training.Inspection;

/// <summary>A <see cref="LayerTable"/> for people to read in a terminal.</summary>
internal static class LayerTableText
{
    public static string Write(LayerTable table)
    {
        string[] head = ["no.", "layer", "name", "kernel", "stride", "pad", "dilation", "output", "parameters", "mult-adds", "memory", "sees", "step"];
        var rows = table.Rows.Select(r => new[]
        {
            Number(r.Number), r.Kind, r.Name ?? "", Optional(r.Kernel), Optional(r.Stride), r.Kernel == 0 ? "" : Number(r.Padding), Optional(r.Dilation),
            r.Output.ToString(), Number(r.Parameters), Short(r.MultiplyAccumulates), Bytes(r.ActivationBytes),
            r.ReceptiveField is { } field ? Number(field) : "all", r.EffectiveStride is { } step ? Number(step) : "",
        });
        return $"{table.Network}, picture {table.Input}\n\n{Columns(head, rows, leftAligned: 3)}\n"
            + $"{Number(table.Parameters)} parameters, {Short(table.MultiplyAccumulates)} multiply-accumulates and {Bytes(table.ActivationBytes)} of activations for one picture in float32; "
            + $"{table.Depth} layers with weights deep.\n"
            + "sees: side of the square of input pixels behind one output place; step: input pixels between neighbouring places.\n";
    }

    /// <summary>Text in columns; the first ones left-aligned, numbers right-aligned.</summary>
    public static string Columns(string[] head, IEnumerable<string[]> rows, int leftAligned)
    {
        string[][] all = [head, .. rows];
        var widths = Enumerable.Range(0, head.Length).Select(c => all.Max(r => r[c].Length)).ToArray();
        var lines = all.Select(row => string.Join("  ", row.Select((cell, c) => c < leftAligned ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]))).TrimEnd());
        return string.Join('\n', lines) + "\n";
    }

    public static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>12,345,678 as "12.3 M".</summary>
    public static string Short(long value) => value switch
    {
        0 => "",
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e9:0.00} G"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e6:0.0} M"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value / 1e3:0.0} k"),
    };

    private static string Bytes(long value) => value >= 1 << 20
        ? string.Create(CultureInfo.InvariantCulture, $"{value / 1048576.0:0.0} MiB")
        : string.Create(CultureInfo.InvariantCulture, $"{value / 1024.0:0.0} KiB");

    private static string Optional(int value) => value == 0 ? "" : Number(value);
}
