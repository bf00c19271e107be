using XrayPortal.Imaging;
using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Scoring;
using XrayPortal.Training.Data;

namespace XrayPortal.Training.Measurement;

/// <summary>Measures a package that tells any classes apart (digits, photographs) on labelled pictures, the way it runs outside: by its exported file.</summary>
internal static class ClassEvaluation
{
    /// <summary>Least probability that the loss counts with: one sure mistake must not make it infinite.</summary>
    private const double LeastProbability = 1e-12;

    /// <param name="data">A set as <c>train</c> takes it, or one CIFAR-10 batch.</param>
    /// <param name="split">Only this part; null: all.</param>
    /// <returns>A refusal of the package or the set; <c>evaluation.other-classes</c> where the set has classes that the package does not know.</returns>
    public static Result<ClassReport> Measure(ModelPackage package, string data, string? split, CancellationToken cancellationToken)
    {
        var opened = LearningSet.Open(new SetSources([data], [], Balance: null));
        if (opened.IsRefused) return opened.Refusal;
        var set = opened.Value;
        if (Places(set.Classes, package.Manifest.Classes) is not { } places) return OtherClasses(set.Classes, package.Manifest.Classes);
        var part = set.Examples.Where(e => split is null || e.Part == split).ToArray();
        if (part.Length == 0) return new Refusal("evaluation.no-such-part", RefusalKind.NotFound, $"The set has no part '{split}'. Choose train, validation or test as the set names them.");
        var loaded = ClassScorer.Load(package, threads: 1); // many pictures at once
        if (loaded.IsRefused) return loaded.Refusal;
        using var scorer = loaded.Value;
        var scores = new Result<ClassScore>[part.Length];
        Parallel.For(0, part.Length, new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount },
            i => scores[i] = set.Pictures.Planes(part[i].File, package.Manifest.InputChannels).Match<Result<ClassScore>>(planes => scorer.Score(planes), refusal => refusal));
        if (Array.Find(scores, s => s.IsRefused) is { IsRefused: true } unread) return unread.Refusal;

        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(data)));
        return Report(split is null ? name : $"{name}/{split}", package, part, places, [.. scores.Select(s => s.Value)]);
    }

    private static ClassReport Report(string name, ModelPackage package, Example[] part, int[] places, ClassScore[] scores)
    {
        var pictures = part.Zip(scores, (example, score) =>
        {
            var truth = places[example.Label];
            return new ScoredPicture(Path.GetFileName(example.File), truth, score.Best, score.Probabilities[score.Best], score.Probabilities[truth]);
        }).ToArray();
        var loss = pictures.Average(p => -Math.Log(Math.Max(p.ProbabilityOfTruth, LeastProbability)));
        var classes = package.Manifest.Classes;
        return new ClassReport(
            package.Manifest.Name, package.Manifest.Version, classes, pictures,
            ClassMetrics.Of(name, [.. pictures.Select(p => p.Truth)], [.. pictures.Select(p => p.Called)], classes.Count, loss));
    }

    /// <summary>Where each class of the set stands among the package's; null where one is not there.</summary>
    private static int[]? Places(IReadOnlyList<string> ofSet, IReadOnlyList<string> ofPackage)
    {
        var places = ofSet.Select(own => ofPackage.ToList().IndexOf(own)).ToArray();
        return places.Contains(-1) ? null : places;
    }

    private static Refusal OtherClasses(IReadOnlyList<string> ofSet, IReadOnlyList<string> ofPackage) => new(
        "evaluation.other-classes", RefusalKind.Invalid,
        $"The set's classes ({string.Join(", ", ofSet.Take(20))}) are not among the package's ({string.Join(", ", ofPackage.Take(20))}). Choose the set that the package was made for.");
}
