using XrayPortal.Imaging.Overlay;
using XrayPortal.Training.Networks;
using static TorchSharp.torch;

namespace XrayPortal.Training.Inspection;

/// <summary>
/// The effective receptive field: how strongly each input pixel moves the middle place of the last map, by the gradient's size
/// averaged over channels and random pictures. It is smaller than the theoretical one and fades outwards.
/// Source: Luo et al., "Understanding the effective receptive field in deep convolutional neural networks", NIPS 2016, section 4.1.
/// </summary>
internal static class EffectiveField
{
    private const int Pictures = 16;

    /// <returns>[H, W], largest value 1.</returns>
    public static Tensor Measure(Network network, long seed)
    {
        using var scope = NewDisposeScope();
        var shape = network.Graph.Input;
        manual_seed(seed);
        var input = randn(Pictures, shape.Channels, shape.Height, shape.Width).requires_grad_(true);
        var map = network.Results(input, training: false)[network.Graph.Map];
        map[.., .., map.shape[2] / 2, map.shape[3] / 2].sum().backward();
        var size = input.grad!.abs().mean([0, 1]);
        return (size / size.max().AtLeast(1e-30)).MoveToOuterDisposeScope();
    }

    /// <summary>Side of a square as large as the pixels that move the middle more than 4.55 % as much as the strongest does (the source's rule).</summary>
    public static double Side(Tensor field) => Math.Sqrt(field.Above(0.0455).sum().item<long>());

    /// <returns>A PNG in inferno colours; the square root shows the faint rim.</returns>
    public static byte[] Draw(Tensor field)
    {
        using var scope = NewDisposeScope();
        var (height, width) = ((int)field.shape[0], (int)field.shape[1]);
        var levels = field.sqrt().Times(255).round().to(ScalarType.Byte).contiguous().data<byte>().ToArray();
        var pixels = new byte[levels.Length * 3];
        for (var i = 0; i < levels.Length; i++) ColourMap.Inferno.Slice(levels[i] * 3, 3).CopyTo(pixels.AsSpan(i * 3));
        return PngEncoder.Rgb(width, height, pixels);
    }
}
