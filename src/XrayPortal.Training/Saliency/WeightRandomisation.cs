using XrayPortal.Training.Networks;
using static TorchSharp.torch;

namespace XrayPortal.Training.Saliency;

/// <summary>
/// Cascading randomisation: a network's weights are replaced by fresh ones stage by stage, from the head down. A map that stays as it was
/// does not show what the network has learnt.
/// </summary>
/// <remarks>Source: Adebayo et al., "Sanity checks for saliency maps", NeurIPS 2018, section 3.1.</remarks>
internal static class WeightRandomisation
{
    /// <summary>Overwrites the network's weights in place, one stage at each step of the enumeration.</summary>
    /// <returns>The name of the stage whose weights have just gone, the head first.</returns>
    public static IEnumerable<string> Cascade(Network network, long seed)
    {
        using var fresh = new Network(network.Graph, seed);
        var source = fresh.State.ToDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal);
        foreach (var (stage, layers) in Stages(network.Graph).Reverse())
        {
            using (no_grad())
            {
                foreach (var (name, target) in network.State)
                    if (layers.Contains(name[..name.LastIndexOf('.')])) target.copy_(source[name]);
            }

            yield return stage;
        }
    }

    /// <summary>Layers that belong together by their torchvision names, in their order: <c>layer4</c>, <c>features.18</c>, <c>conv2</c> with its norm.</summary>
    public static IReadOnlyList<(string Stage, IReadOnlySet<string> Layers)> Stages(NetworkGraph graph)
    {
        var named = graph.Layers.Select(l => l switch { Conv c => c.Name, Linear f => f.Name, BatchNorm n => n.Name, _ => null }).OfType<string>().ToArray();
        var norms = graph.Layers.OfType<BatchNorm>().Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        var weighted = named.Where(n => !norms.Contains(n)).Select(StageOf).ToHashSet(StringComparer.Ordinal);
        var stages = new List<(string Stage, HashSet<string> Layers)>();
        foreach (var name in named)
        {
            // A norm that stands alone by its name belongs to the convolution before it.
            var stage = weighted.Contains(StageOf(name)) || stages.Count == 0 ? StageOf(name) : stages[^1].Stage;
            if (stages.FindIndex(s => s.Stage == stage) is >= 0 and var at) stages[at].Layers.Add(name);
            else stages.Add((stage, [name]));
        }

        return [.. stages.Select(s => (s.Stage, (IReadOnlySet<string>)s.Layers))];
    }

    /// <summary>A layer's name up to its first part that ends in a number.</summary>
    private static string StageOf(string layer)
    {
        var parts = layer.Split('.');
        var numbered = Array.FindIndex(parts, p => char.IsAsciiDigit(p[^1]));
        return numbered < 0 ? layer : string.Join('.', parts.Take(numbered + 1));
    }
}
