using XrayPortal.Inference.Evaluation.Probes;
using XrayPortal.Inference.Metrics;
using XrayPortal.Inference.Packages;

namespace XrayPortal.Inference.Evaluation;

/// <summary>A film that got a score. File counts from the set's root.</summary>
public sealed record ScoredFilm(string File, string Patient, int Label, double Logit, double Probability);

/// <summary>A film that got none, and why.</summary>
public sealed record RefusedFilm(string File, string Patient, int Label, string Code, string Sentence);

/// <summary>All figures of one evaluation: what <c>metrics.json</c> holds. A figure that is not defined is left out.</summary>
public sealed record EvaluationSummary
{
    public required string ModelName { get; init; }

    public required string ModelVersion { get; init; }

    public required string ModelSha256 { get; init; }

    public required string Device { get; init; }

    public required double Threshold { get; init; }

    /// <summary>The figures as a manifest keeps them, intervals over patients drawn anew.</summary>
    public required PopulationMetrics Metrics { get; init; }

    /// <summary>AUROC with DeLong's interval, which takes films as independent.</summary>
    public required MetricInterval AurocDeLong { get; init; }

    public required double AveragePrecision { get; init; }

    public required double SensitivityAt95Specificity { get; init; }

    public required double SpecificityAt95Sensitivity { get; init; }

    public double? PositivePredictiveValue { get; init; }

    public double? NegativePredictiveValue { get; init; }

    public double? F1 { get; init; }

    public double? MatthewsCorrelation { get; init; }

    public required CalibrationNoise EceOfPerfectModel { get; init; }

    public double? CalibrationSlope { get; init; }

    public double? CalibrationIntercept { get; init; }

    /// <summary>Every figure with its interval; the ones above are kept for readers of earlier versions. Null in files written by those.</summary>
    public GroupFigures? Figures { get; init; }

    /// <summary>Share of people with pneumonia that the predictive values at a prevalence are for.</summary>
    public double? Prevalence { get; init; }

    /// <summary>True where population and gate were not asked.</summary>
    public bool Ungated { get; init; }

    /// <summary>The same figures of parts of the films, column by column.</summary>
    public IReadOnlyList<GroupFigures> Groups { get; init; } = [];

    public IReadOnlyList<NetBenefitPoint> DecisionCurve { get; init; } = [];

    /// <summary>What can be told from the films without the chest; null: not measured, empty: too few patients.</summary>
    public IReadOnlyList<ShortcutProbe>? Probes { get; init; }

    /// <summary>Against another model on the same films; null: none was named.</summary>
    public ModelComparison? Comparison { get; init; }

    public required int Resamples { get; init; }

    public required int Seed { get; init; }

    /// <summary>Decoding and scoring of all films.</summary>
    public required double Seconds { get; init; }

    public required double FilmsPerSecond { get; init; }

    public required IReadOnlyList<RefusedFilm> NotAssessed { get; init; }
}
