using System.Globalization;

namespace XrayPortal.Networks;

/// <summary>Networks in words and numbers for people.</summary>
internal static class NetworkWords
{
    /// <summary>12,345,678 as "12.3 M".</summary>
    public static string Short(long value) => value switch
    {
        >= 1_000_000_000 => Invariant($"{value / 1e9:0.00} G"),
        >= 1_000_000 => Invariant($"{value / 1e6:0.0} M"),
        >= 1_000 => Invariant($"{value / 1e3:0.0} k"),
        _ => Invariant($"{value}"),
    };

    public static string Full(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Bytes(long value) => value >= 1 << 20 ? Invariant($"{value / 1048576.0:0.0} MiB") : Invariant($"{value / 1024.0:0.0} KiB");

    /// <summary>Pixels along a side, or that it is all of them.</summary>
    public static string Field(int? pixels) => pixels is { } p ? Full(p) : "all";

    /// <summary>What stands under a picture.</summary>
    public static string Caption(PictureFile file, NetworkTable table)
    {
        if (file.Layer is not { } number || number < 1 || number > table.Rows.Count) return "";
        var row = table.Rows[number - 1];
        var many = row.Output.Channels;
        return file.Kind switch
        {
            "filters" => $"Filters of {row.Title}: {(many > 96 ? $"the first 96 of {many}" : $"{many}")}, {row.Kernel}×{row.Kernel} each",
            "maps" => $"Maps after {row.Title}: {(many > 12 ? $"the strongest 12 of {many}" : $"{many}, the strongest first")}, {row.Output.Size} places each; one place sees {Field(row.ReceptiveField)} pixels",
            _ => $"How strongly each pixel of a {table.Input.Size} picture moves the middle place of the last map, after {row.Title}",
        };
    }

    /// <summary>How a layer's figures come about, with its numbers put into the formulas.</summary>
    public static IReadOnlyList<string> Worked(LayerView row, NetworkTable table)
    {
        var input = table.InputOf(row);
        if (row.Kernel == 0)
        {
            return row.Kind == "dense"
                ? [$"{Full(row.Output.Channels)} nodes that each weigh {Full(input.Channels)} values: {Full(row.Output.Channels)} × {Full(input.Channels)} weights + {Full(row.Biases)} biases = {Full(row.Parameters)} parameters.",
                    "Every node sees the whole picture."]
                : [$"{input} comes in, {row.Output} goes out{(row.Parameters > 0 ? $", with {Full(row.Parameters)} parameters" : "; there is nothing to learn in it")}."];
        }

        List<string> lines = [Places("Places", row, input.Height, row.Output.Height)];
        if (input.Height != input.Width) lines = [Places("Lines", row, input.Height, row.Output.Height), Places("Columns", row, input.Width, row.Output.Width)];
        if (row.Weights > 0)
        {
            var deep = row.Weights / ((long)row.Output.Channels * row.Kernel * row.Kernel);
            lines.Add($"Parameters: {row.Output.Channels} filters × {deep}×{row.Kernel}×{row.Kernel} weights{(row.Biases > 0 ? $" + {row.Biases} biases" : "")} = {Full(row.Parameters)}; "
                + $"multiply-accumulates: {Full(row.Weights)} weights × {row.Output.Size} places = {Full(row.MultiplyAccumulates)}.");
        }

        var (field, stride) = table.SightOf(row);
        if (field is { } f && stride is { } s)
        {
            var dilated = row.Dilation > 1 ? $"{row.Dilation} × " : "";
            lines.Add($"Receptive field: {f} + {dilated}({row.Kernel} − 1) × {s} = {Field(row.ReceptiveField)} pixels; effective stride: {s} × {row.Stride} = {row.EffectiveStride}.");
        }

        return lines;
    }

    private static string Places(string what, LayerView row, int size, int places)
    {
        var reach = row.Dilation == 1 ? $"{row.Kernel}" : $"{row.Dilation}×({row.Kernel} − 1) − 1";
        var free = size + (2 * row.Padding) - (row.Dilation * (row.Kernel - 1)) - 1;
        // Some pools round up, as their network's paper does.
        var round = (free / row.Stride) + 1 == places ? "floor" : "ceil";
        return $"{what}: {round}(({size} + 2×{row.Padding} − {reach}) / {row.Stride}) + 1 = {places}.";
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
