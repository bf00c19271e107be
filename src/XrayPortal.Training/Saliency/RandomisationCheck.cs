using XrayPortal.Imaging.Grey;
using XrayPortal.Inference.Metrics;
using static TorchSharp.torch;

namespace XrayPortal.Training.Saliency;

/// <summary>Maps of a network whose weights go stage by stage, held against the maps it gave when it was whole.</summary>
internal static class RandomisationCheck
{
    /// <param name="model">Its weights are lost.</param>
    /// <param name="category">The class that every film is explained for.</param>
    public static IReadOnlyList<RandomisationFigures> Run(
        TrainedNetwork model, ExplainOptions options, int category, IReadOnlyList<IReadOnlyList<GreyImage>> films, long seed, Action<string>? progress)
    {
        var explainer = new FilmExplainer(model, options with { Category = category });
        FilmExplanation[] trained = [.. films.Select(explainer.Explain)];
        var figures = new List<RandomisationFigures>();
        foreach (var stage in WeightRandomisation.Cascade(model.Network, seed))
        {
            FilmExplanation[] random = [.. films.Select(explainer.Explain)];
            for (var method = 0; method < options.Methods.Count; method++)
                figures.Add(Compare(options.Methods[method], stage, trained.Zip(random, (a, b) => (a.Maps[method].Raw.Signed, b.Maps[method].Raw.Signed))));
            progress?.Invoke(stage);
        }

        return [.. figures.OrderBy(f => f.Method)];
    }

    private static RandomisationFigures Compare(SaliencyMethod method, string stage, IEnumerable<(float[] Trained, float[] Random)> films)
    {
        var all = films.Select(f => (Signed: Correlation(f.Trained, f.Random, v => v), Absolute: Correlation(f.Trained, f.Random, Math.Abs))).ToArray();
        var defined = all.Where(c => c is { Signed: not null, Absolute: not null }).ToArray();
        return new RandomisationFigures(
            method, stage, all.Length, all.Length - defined.Length,
            defined.Length == 0 ? null : defined.Average(c => c.Signed), defined.Length == 0 ? null : defined.Average(c => c.Absolute));
    }

    private static double? Correlation(float[] trained, float[] random, Func<double, double> of) =>
        Spearman.Correlation([.. trained.Select(v => of(v))], [.. random.Select(v => of(v))]).Match(c => c, _ => (double?)null);
}
