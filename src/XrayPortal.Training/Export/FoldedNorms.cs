using XrayPortal.Training.Networks;
using static TorchSharp.torch;

namespace XrayPortal.Training.Export;

/// <summary>Batch normalisation that a convolution takes over, so that the exported graph has one node for both.</summary>
internal static class FoldedNorms
{
    /// <returns>The norms, by the result of their convolution, which nobody else reads.</returns>
    public static IReadOnlyDictionary<int, BatchNorm> Of(NetworkGraph graph)
    {
        var convolutions = graph.Layers.OfType<Conv>().Select(c => c.Output).ToHashSet();
        var readers = graph.Layers.SelectMany(l => l.Inputs).CountBy(i => i).ToDictionary();
        return graph.Layers.OfType<BatchNorm>().Where(n => convolutions.Contains(n.Input) && readers[n.Input] == 1).ToDictionary(n => n.Input);
    }

    /// <returns>Weight [out, in/groups, k, k] and bias [out] of convolution and norm together; they belong to the caller's scope.</returns>
    public static (Tensor Weight, Tensor Bias) Fold(Network network, Conv conv, BatchNorm? norm)
    {
        Tensor weight = network.Parameters[$"{conv.Name}.weight"];
        var bias = conv.Bias ? network.Parameters[$"{conv.Name}.bias"] : zeros(conv.OutChannels);
        if (norm is null) return (weight, bias);
        var scale = network.Parameters[$"{norm.Name}.weight"] / network.Buffers[$"{norm.Name}.running_var"].Plus(norm.Epsilon).sqrt();
        return (weight * scale.reshape(-1, 1, 1, 1), network.Parameters[$"{norm.Name}.bias"].Plus((bias - network.Buffers[$"{norm.Name}.running_mean"]) * scale));
    }
}
