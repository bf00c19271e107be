using System.Collections.Immutable;

namespace XrayPortal.Networks;

/// <summary>A setting of a layer, by the layer's number.</summary>
public readonly record struct LayerSetting(int Layer, string Setting);

/// <summary>A network as somebody wants to see it.</summary>
/// <param name="Input">Another picture than its usual one.</param>
/// <param name="Changes">Settings that differ from the catalogue's.</param>
public sealed record NetworkRequest(string Network, MapShape? Input, ImmutableDictionary<LayerSetting, int> Changes)
{
    public static NetworkRequest Of(string network) => new(network, null, ImmutableDictionary<LayerSetting, int>.Empty);

    /// <summary>What <c>inspect</c> is told.</summary>
    internal IReadOnlyList<string> ToArguments()
    {
        List<string> arguments = ["inspect", Network, "--json"];
        if (Input is not null) arguments.Add($"--input={Input.Argument}");
        foreach (var layer in Changes.GroupBy(c => c.Key.Layer).OrderBy(g => g.Key))
            arguments.Add($"--change={layer.Key}:{string.Join(',', layer.OrderBy(c => c.Key.Setting, StringComparer.Ordinal).Select(c => $"{c.Key.Setting}={c.Value}"))}");
        return arguments;
    }
}
