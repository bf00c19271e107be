using XrayPortal.Models;

namespace XrayPortal.Networks;

/// <summary>Weights that pictures can be drawn with.</summary>
/// <param name="Key">Tells it from the others.</param>
/// <param name="Words">As the page offers it.</param>
public sealed record WeightsChoice(string Key, string Words, IReadOnlyList<string> Arguments);

/// <summary>Which weights there are for a network: chance, ImageNet's, and those of the model versions made of it.</summary>
public sealed class WeightsAtHand(ModelRegistry models)
{
    private const string WeightsFile = "weights.safetensors";

    /// <summary>The most telling first: a trained model of ours, then ImageNet's, then chance.</summary>
    public IReadOnlyList<WeightsChoice> For(string network, bool imageNet)
    {
        var choices = models.List()
            .Where(m => m.Package?.Manifest.Network == network && File.Exists(Path.Combine(m.Directory, WeightsFile)))
            .Select(m => new WeightsChoice($"{m.Name}/{m.Version}", $"Model {m.Name} {m.Version}", [$"--package={m.Directory}"])).ToList();
        if (imageNet) choices.Add(new WeightsChoice("imagenet", "Learnt on ImageNet", ["--weights=imagenet"]));
        choices.Add(new WeightsChoice("random", "Random, as before any learning", []));
        return choices;
    }
}
