using System.Text.Json.Serialization;
using TorchSharp;
using XrayPortal.Imaging.Grey;
using static TorchSharp.torch;

namespace XrayPortal.Training.Saliency;

[JsonConverter(typeof(JsonStringEnumConverter<SaliencyMethod>))]
public enum SaliencyMethod
{
    [JsonStringEnumMemberName("gradcam")]
    GradCam,

    [JsonStringEnumMemberName("integrated-gradients")]
    IntegratedGradients,
}

/// <summary>What is asked for.</summary>
/// <param name="Category">Place of the class among the model's classes; null: the positive one of two, else the one the model holds most likely.</param>
/// <param name="Steps">Steps of integrated gradients from the baseline to the film.</param>
internal sealed record ExplainOptions(IReadOnlyList<SaliencyMethod> Methods, int? Category, int Steps, Baseline Baseline);

/// <summary>One method's map of a film.</summary>
/// <param name="Raw">As the method defines it: Grad-CAM's evidence, or the attribution of each pixel of the network's input.</param>
/// <param name="Shown">What is drawn, pointed with and looked for in the lungs, in logits for the whole film: Grad-CAM's evidence as it is; attributions smoothed
/// (<see cref="FilmExplainer.SmoothShare"/>) and times their number, so that their mean is what they add up to.</param>
/// <param name="Path">What integrated gradients added up; null for Grad-CAM.</param>
internal sealed record MethodMap(SaliencyMethod Method, SaliencyMap Raw, SaliencyMap Shown, Attribution? Path);

/// <param name="Logit">What speaks for the class, see <see cref="TrainedNetwork.Score"/>.</param>
/// <param name="Probability">Calibrated, 0..1.</param>
internal sealed record FilmExplanation(int Category, double Logit, double Probability, IReadOnlyList<MethodMap> Maps);

/// <summary>Maps of one film after the other by one model.</summary>
internal sealed class FilmExplainer(TrainedNetwork model, ExplainOptions options)
{
    /// <summary>Deviation of the blur over single pixels' attributions, as share of the side. Neighbours of opposite sign, many times larger than
    /// what they add up to, cancel in it; what is left is about as coarse as Grad-CAM's map.</summary>
    public const double SmoothShare = 1.0 / 16;

    /// <param name="planes">The picture as <see cref="TrainedNetwork.Read"/> gives it.</param>
    public FilmExplanation Explain(IReadOnlyList<GreyImage> planes)
    {
        using var scope = NewDisposeScope();
        var picture = model.Input(planes);
        var results = model.Results(picture);
        var category = options.Category ?? MostLikely(results);
        var (logit, probability) = (model.Score(results, category).item<float>(), model.Probability(results, category));
        return new FilmExplanation(category, logit, probability, [.. options.Methods.Select(method => Map(method, picture, category))]);
    }

    private int MostLikely(Tensor[] results) => model.Classes.Count == 2
        ? 1
        : Enumerable.Range(0, model.Classes.Count).MaxBy(category => model.Score(results, category).item<float>());

    private MethodMap Map(SaliencyMethod method, Tensor picture, int category)
    {
        if (method == SaliencyMethod.GradCam)
        {
            var map = GradCam.Map(model, picture, category);
            return new MethodMap(method, map, map, null);
        }

        var side = (int)picture.shape[3];
        var path = IntegratedGradients.Attribute(model, picture, Baselines.Of(picture, options.Baseline), category, options.Steps);
        var pixels = PerPixel(path.Values, side * side);
        return new MethodMap(method, new SaliencyMap(pixels, side, side), new SaliencyMap(Smooth(pixels, side), side, side), path);
    }

    /// <summary>The planes of a colour picture added up.</summary>
    private static float[] PerPixel(float[] values, int pixels)
    {
        var sums = new float[pixels];
        for (var i = 0; i < values.Length; i++) sums[i % pixels] += values[i];
        return sums;
    }

    // Nothing is attributed outside the film: a mirrored border would count its pixels twice and make its noise the largest.
    private static float[] Smooth(float[] attributions, int side)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var density = tensor(attributions, [1, 1, side, side]).Times(side * side);
        return Baselines.Blur(density, SmoothShare * side, PaddingModes.Constant).data<float>().ToArray();
    }
}
