using System.Globalization;
using XrayPortal.Imaging;

namespace XrayPortal.Training.Networks;

/// <summary>Other settings for one layer of a network; what is null stays as it is.</summary>
/// <param name="Layer">The layer's name, or its number where it has none.</param>
/// <param name="Channels">Filters of a convolution, nodes of a dense layer.</param>
internal sealed record LayerChange(string Layer, int? Kernel, int? Stride, int? Padding, int? Dilation, int? Channels)
{
    // Far beyond what anybody builds, and small enough that no cost overflows 64 bits.
    private const int LargestWindow = 64;
    private const int MostChannels = 4096;

    /// <summary>The settings that are changed.</summary>
    public IEnumerable<string> Settings => new[]
    {
        Kernel is null ? null : "kernel", Stride is null ? null : "stride", Padding is null ? null : "padding", Dilation is null ? null : "dilation", Channels is null ? null : "channels",
    }.OfType<string>();

    /// <summary>Reads "conv2:kernel=5,stride=2,padding=2"; the settings are kernel, stride, padding, dilation and channels.</summary>
    public static Result<LayerChange> Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 1) return Unreadable(text);
        var change = new LayerChange(text[..colon].Trim(), null, null, null, null, null);
        foreach (var part in text[(colon + 1)..].Split(','))
        {
            var pair = part.Split('=');
            if (pair.Length != 2 || !int.TryParse(pair[1], NumberStyles.Integer, CultureInfo.InvariantCulture, out var value))
                return Unreadable(text);
            var name = pair[0].Trim();
            var (least, most) = name switch { "padding" => (0, LargestWindow), "channels" => (1, MostChannels), _ => (1, LargestWindow) };
            LayerChange? next = name switch
            {
                "kernel" => change with { Kernel = value },
                "stride" => change with { Stride = value },
                "padding" => change with { Padding = value },
                "dilation" => change with { Dilation = value },
                "channels" => change with { Channels = value },
                _ => null,
            };
            if (next is null) return Unreadable(text);
            if (value < least || value > most)
                return new Refusal("inspect.change-range", RefusalKind.Invalid, $"The {name} of {change.Layer} must lie in {least} to {most}.");
            change = next;
        }

        return change;
    }

    private static Refusal Unreadable(string text) => new(
        "inspect.change", RefusalKind.Invalid,
        $"\"{text}\" is no change of a layer. Write its name or number and what is new, such as conv2:kernel=5,stride=2,padding=2; channels and dilation can be changed, too.");
}
