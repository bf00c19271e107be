using TorchSharp;
using XrayPortal.Imaging;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;
using XrayPortal.Training.Saliency;
using static TorchSharp.torch;

namespace XrayPortal.Training.Loop;

/// <summary>
/// Packages whose joint opinion a network learns beside the labels: an ensemble becomes one network. They see the very picture that it sees,
/// changed as it was changed.
/// </summary>
/// <remarks>Sources: Hinton, Vinyals and Dean, arXiv:1503.02531; the same picture for both: Beyer and others, CVPR 2022.</remarks>
internal sealed class Teachers : IDisposable
{
    private readonly IReadOnlyList<TrainedNetwork> networks;
    private readonly Precision precision;

    private Teachers(IReadOnlyList<TrainedNetwork> networks, Precision precision) => (this.networks, this.precision) = (networks, precision);

    /// <param name="packages">Folders of packages; none: nobody teaches.</param>
    public static Result<Teachers> Open(IReadOnlyList<string> packages, Recipe recipe, IReadOnlyList<string> classes, Precision precision)
    {
        if (packages.Count > 0 != recipe.TeacherShare > 0)
            return new Refusal("teacher.share", RefusalKind.Invalid, "Teachers are named, or the recipe's teacherShare lies above 0, but not both. Give --teacher and teacherShare together.");
        var open = new List<TrainedNetwork>();
        foreach (var package in packages)
        {
            var network = TrainedNetwork.Open(package);
            var fault = network.IsRefused ? network.Refusal : Fault(network.Value, recipe, classes);
            if (!network.IsRefused) open.Add(network.Value);
            if (fault is null) continue;
            foreach (var one in open) one.Dispose();
            return fault;
        }

        return new Teachers(open, precision);
    }

    /// <param name="pixels">[N, planes, side, side], 0..1, before any normalisation.</param>
    /// <returns>Probabilities by the mean of the calibrated logits, as the loss reads them: [N] of class 1, or [N, classes]; null where nobody teaches.</returns>
    public Tensor? Opinion(Tensor pixels)
    {
        if (networks.Count == 0) return null;
        using var noGrad = no_grad();
        var sum = networks.Select(n => Logits(n, pixels)).Aggregate((one, other) => one.Plus(other)).Over(networks.Count);
        return sum.shape[1] == 1 ? sigmoid(sum.squeeze(1)) : sum.softmax(1);
    }

    public void Dispose()
    {
        foreach (var network in networks) network.Dispose();
    }

    private Tensor Logits(TrainedNetwork teacher, Tensor pixels)
    {
        var side = teacher.Package.Manifest.InputSide;
        var sized = pixels.shape[^1] == side ? pixels : nn.functional.interpolate(pixels, [side, side], mode: InterpolationMode.Bilinear, align_corners: false);
        return teacher.Network.Forward(teacher.Network.Normalise(sized, teacher.Normalisation), training: false, precision).Logit.Over(teacher.Package.Manifest.Temperature);
    }

    private static Refusal? Fault(TrainedNetwork teacher, Recipe recipe, IReadOnlyList<string> classes)
    {
        if (!teacher.Classes.SequenceEqual(classes, StringComparer.Ordinal))
            return new Refusal("teacher.classes", RefusalKind.Invalid, $"A teacher tells {string.Join(", ", teacher.Classes)} apart, the set holds {string.Join(", ", classes)}. Choose one that knows the set's classes.");
        return teacher.Package.Manifest.InputChannels == recipe.Channels
            ? null
            : new Refusal("teacher.colour", RefusalKind.Invalid, "A teacher reads colour where the recipe reads grey, or the other way round. Choose one that reads what the recipe reads.");
    }
}
