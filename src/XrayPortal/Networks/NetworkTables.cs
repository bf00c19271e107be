using System.Globalization;
using System.Text;
using XrayPortal.Api;

namespace XrayPortal.Networks;

/// <summary>The tables of the pages as CSV, as they are shown: changed layers and measured times included.</summary>
internal static class NetworkTables
{
    /// <summary>A link that holds the file itself: what somebody has changed lives on the page alone, no address could name it.</summary>
    public static string Link(string csv) => $"data:text/csv;charset=utf-8,{Uri.EscapeDataString(csv)}";

    public static string Layers(NetworkTable table)
    {
        var text = new StringBuilder(
            "number,layer,name,kernel,stride,padding,dilation,channels,height,width,weights,biases,multiply_accumulates,activation_bytes,receptive_field,effective_stride\n");
        foreach (var r in table.Rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{r.Number},{Csv.Field(r.Kind)},{Csv.Field(r.Name ?? "")},{Window(r, r.Kernel)},{Window(r, r.Stride)},{Window(r, r.Padding)},{Window(r, r.Dilation)},")
                .Append(CultureInfo.InvariantCulture, $"{r.Output.Channels},{r.Output.Height},{r.Output.Width},{r.Weights},{r.Biases},{r.MultiplyAccumulates},{r.ActivationBytes},{r.ReceptiveField},{r.EffectiveStride}\n");
        }

        return text.ToString();
    }

    public static string Compared(IEnumerable<NetworkSummary> networks)
    {
        var text = new StringBuilder("network,channels,height,width,depth,filter_sizes,parameters,multiply_accumulates,receptive_field,milliseconds\n");
        foreach (var n in networks)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Csv.Field(n.Name)},{n.Input.Channels},{n.Input.Height},{n.Input.Width},{n.Depth},{string.Join(' ', n.FilterSizes)},")
                .Append(CultureInfo.InvariantCulture, $"{n.Parameters},{n.MultiplyAccumulates},{n.ReceptiveField},{n.Milliseconds:0.###}\n");
        }

        return text.ToString();
    }

    /// <summary>Empty where the layer has no window.</summary>
    private static int? Window(LayerView row, int value) => row.Kernel == 0 ? null : value;
}
