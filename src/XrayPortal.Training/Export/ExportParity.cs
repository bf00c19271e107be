using XrayPortal.Imaging;
using XrayPortal.Imaging.Grey;
using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Scoring;
using XrayPortal.Training.Loop;
using static TorchSharp.torch;

namespace XrayPortal.Training.Export;

/// <summary>Whether the exported file says what the trained network says.</summary>
internal static class ExportParity
{
    private const int Pictures = 50;

    /// <summary>Largest difference in probability that is released.</summary>
    private const double Tolerance = 1e-4;

    /// <summary>Runs both over validation pictures. The network gets them resized in full precision, as the file resizes them: what training keeps is rounded to 16 bits.</summary>
    /// <param name="temperature">That the file was written with.</param>
    /// <returns>The largest difference, or a refusal <c>export.parity</c>.</returns>
    public static Result<double> Measure(RunFolder folder, Lesson lesson, double temperature)
    {
        var opened = ModelPackage.Open(folder.Package);
        if (opened.IsRefused) return opened.Refusal;
        var loaded = ClassScorer.Load(opened.Value);
        if (loaded.IsRefused) return loaded.Refusal;
        using var scorer = loaded.Value;
        using var noGrad = no_grad();
        var worst = 0.0;
        foreach (var picture in lesson.Split.Validation.Take(Pictures))
        {
            using var scope = NewDisposeScope();
            var planes = lesson.Set.Pictures.Planes(picture.File, folder.Recipe.Channels).Value;
            var logits = lesson.Average.Forward(lesson.Average.Normalise(Sized(planes, folder.Recipe.InputSide), folder.Recipe.Normalisation), training: false).Logit;
            var trained = lesson.Objective.Probabilities(logits.Over(temperature))[0];
            worst = Math.Max(worst, scorer.Score(planes).Probabilities.Zip(trained, (one, other) => Math.Abs(one - other)).Max());
        }

        return worst <= Tolerance
            ? worst
            : new Refusal("export.parity", RefusalKind.Conflict, $"The exported model differs from the trained one by {worst:G3} in probability; it is not released.");
    }

    private static Tensor Sized(IReadOnlyList<GreyImage> planes, int side) =>
        tensor((float[])[.. planes.SelectMany(p => Antialias.Resize(p, side, side).Pixels)], [1, planes.Count, side, side]);
}
