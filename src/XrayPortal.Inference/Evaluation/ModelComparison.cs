using XrayPortal.Imaging;
using XrayPortal.Inference.Metrics;

namespace XrayPortal.Inference.Evaluation;

/// <summary>Two models on the films that both assessed: the evaluated one minus the other.</summary>
public sealed record ModelComparison
{
    public required string OtherName { get; init; }

    public required string OtherVersion { get; init; }

    public required string OtherSha256 { get; init; }

    public required double OtherThreshold { get; init; }

    /// <summary>Films that both assessed.</summary>
    public required int Films { get; init; }

    /// <summary>Films that only one of them assessed; in none of the figures.</summary>
    public required int AssessedByOne { get; init; }

    /// <summary>The paired test on AUROC; takes films as independent.</summary>
    public required DeLongComparison DeLong { get; init; }

    /// <summary>Differences with intervals over patients drawn anew.</summary>
    public required MetricInterval AurocDifference { get; init; }

    public required MetricInterval SensitivityDifference { get; init; }

    public required MetricInterval SpecificityDifference { get; init; }

    /// <summary>Right and wrong calls, each model at its own threshold: of all films, of those with pneumonia, of the normal ones.</summary>
    public required McNemarTest AllFilms { get; init; }

    public required McNemarTest Positives { get; init; }

    public required McNemarTest Negatives { get; init; }

    public static Result<ModelComparison> Of(EvaluationReport first, EvaluationReport second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var others = second.Scores.ToDictionary(f => f.File, StringComparer.Ordinal);
        (ScoredFilm First, ScoredFilm Second)[] pairs = [.. first.Scores.Where(f => others.ContainsKey(f.File)).Select(f => (f, others[f.File]))];
        int[] labels = [.. pairs.Select(p => p.First.Label)];
        double[] one = [.. pairs.Select(p => p.First.Probability)], two = [.. pairs.Select(p => p.Second.Probability)];
        var delong = Metrics.DeLong.Compare(one, two, labels);
        if (delong.IsRefused) return EvaluationRefusals.NoCommonFilms;

        double own = first.Summary.Threshold, other = second.Summary.Threshold;
        RankedFilms rankedOne = new(one, labels), rankedTwo = new(two, labels);
        var bootstrap = new PatientBootstrap([.. pairs.Select(p => p.First.Patient)], labels, first.Summary.Resamples, first.Summary.Seed);
        var differences = bootstrap.Intervals(times => rankedOne.Of(times, own) is { } a && rankedTwo.Of(times, other) is { } b
            ? [a.Auroc - b.Auroc, a.AtThreshold.Sensitivity.Value - b.AtThreshold.Sensitivity.Value, a.AtThreshold.Specificity.Value - b.AtThreshold.Specificity.Value]
            : [double.NaN, double.NaN, double.NaN]);
        McNemarTest Test(Func<int, bool> label)
        {
            var asked = pairs.Where(p => label(p.First.Label)).Select(p => (One: p.First.Probability >= own == (p.First.Label == 1), Two: p.Second.Probability >= other == (p.First.Label == 1))).ToArray();
            return McNemarTest.Of(asked.Count(p => p.One && !p.Two), asked.Count(p => p.Two && !p.One));
        }

        return new ModelComparison
        {
            OtherName = second.Summary.ModelName,
            OtherVersion = second.Summary.ModelVersion,
            OtherSha256 = second.Summary.ModelSha256,
            OtherThreshold = other,
            Films = pairs.Length,
            AssessedByOne = first.Scores.Count + second.Scores.Count - (2 * pairs.Length),
            DeLong = delong.Value,
            AurocDifference = differences[0]!.Value, // both classes are there: the test was made
            SensitivityDifference = differences[1]!.Value,
            SpecificityDifference = differences[2]!.Value,
            AllFilms = Test(_ => true),
            Positives = Test(label => label == 1),
            Negatives = Test(label => label == 0),
        };
    }
}

/// <summary>Films that only one of two models has right, and how likely such a difference is by chance.</summary>
/// <param name="P">Two-sided, exact; films count as independent.</param>
public sealed record McNemarTest(int OnlyThisRight, int OnlyOtherRight, double P)
{
    internal static McNemarTest Of(int onlyThis, int onlyOther) => new(onlyThis, onlyOther, McNemar.P(onlyThis, onlyOther));
}
