using TorchSharp;
using XrayPortal.Training.Recipes;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace XrayPortal.Training.Saliency;

/// <summary>The film without what is to be explained: where integrated gradients begin.</summary>
public enum Baseline
{
    /// <summary>Grey 0 everywhere.</summary>
    Black,

    /// <summary>The film's own mean grey everywhere.</summary>
    Grey,

    /// <summary>The film blurred until only the coarse shape of the chest is left.</summary>
    Blurred,
}

internal static class Baselines
{
    /// <summary>Deviation of the blur, as share of the side.</summary>
    public const double BlurShare = 1.0 / 8;

    /// <summary>
    /// Blurred where films are normalised by themselves: an even picture has no contrast to divide by, every even picture becomes the same
    /// zeros, and the whole way from there is gone in its first steps, among pictures with next to no contrast. Elsewhere black, as in the source.
    /// </summary>
    public static Baseline DefaultFor(Normalisation normalisation) => normalisation == Normalisation.Film ? Baseline.Blurred : Baseline.Black;

    /// <param name="picture">[1, planes, side, side].</param>
    /// <returns>Same shape; belongs to the caller's dispose scope.</returns>
    public static Tensor Of(Tensor picture, Baseline kind) => kind switch
    {
        Baseline.Black => zeros_like(picture),
        Baseline.Grey => picture.mean().expand(picture.shape),
        Baseline.Blurred => Blur(picture, BlurShare * picture.shape[3]),
    };

    /// <summary>Gaussian blur.</summary>
    /// <param name="picture">[N, planes, h, w].</param>
    /// <param name="sigma">Pixels; at most a quarter of the shorter side.</param>
    /// <param name="border">Mirrored (no dark rim comes in) or zeros.</param>
    public static Tensor Blur(Tensor picture, double sigma, PaddingModes border = PaddingModes.Reflect)
    {
        using var scope = NewDisposeScope();
        var reach = (int)Math.Ceiling(3 * sigma);
        var kernel = tensor([.. Enumerable.Range(-reach, (2 * reach) + 1).Select(place => (float)place)]).Squared().Over(-2 * sigma * sigma).exp();
        kernel /= kernel.sum();
        var wide = F.pad(picture.reshape(-1, 1, picture.shape[2], picture.shape[3]), [reach, reach, reach, reach], border);
        return F.conv2d(F.conv2d(wide, kernel.reshape(1, 1, -1, 1)), kernel.reshape(1, 1, 1, -1)).reshape(picture.shape).MoveToOuterDisposeScope();
    }
}
