using XrayPortal.Training.Recipes;

namespace XrayPortal.Training.Networks;

/// <summary>
/// How pixels 0..1 of any size become a network's input: squashed to a square with antialiasing, then shifted and scaled; written into
/// the exported graph.
/// </summary>
public sealed record InputRule
{
    private InputRule(int side, int channels, IReadOnlyList<float>? mean, IReadOnlyList<float>? deviation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        if (channels is not (1 or 3)) throw new ArgumentOutOfRangeException(nameof(channels), channels, "Must be 1 (grey) or 3 (red, green, blue).");
        (Side, Channels, Mean, Deviation) = (side, channels, mean, deviation);
    }

    /// <summary>Side of the square.</summary>
    public int Side { get; }

    /// <summary>Channels of the pixels: 1 (grey, which stands for every channel of the network) or 3.</summary>
    public int Channels { get; }

    /// <summary>Taken from the pixels: one value for all channels, or one each; null: the picture's own mean.</summary>
    public IReadOnlyList<float>? Mean { get; }

    /// <summary>Divides them then, laid out as <see cref="Mean"/>; null: the picture's own deviation.</summary>
    public IReadOnlyList<float>? Deviation { get; }

    /// <summary>Whether each picture is normalised by its own mean and deviation.</summary>
    public bool ByPicture => Mean is null;

    /// <summary>Channels of the picture after this rule: means of three channels make three of a grey one.</summary>
    public int NormalisedChannels => Math.Max(Channels, Mean?.Count ?? 1);

    /// <remarks>A picture's own deviation is the root of its variance plus <see cref="Network.FilmNormalisationEpsilon"/>.</remarks>
    public static InputRule Of(Normalisation normalisation, int side, int channels = 1) =>
        normalisation.Numbers() is var (mean, deviation) ? new(side, channels, mean, deviation) : new(side, channels, null, null);
}
