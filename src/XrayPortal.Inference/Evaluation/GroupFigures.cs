using XrayPortal.Inference.Metrics;

namespace XrayPortal.Inference.Evaluation;

/// <summary>
/// Figures of a part of the films, or of all. Intervals are percentiles over patients drawn anew unless they say otherwise. What is not
/// defined, or of too few films to mean anything, is left out.
/// </summary>
public sealed record GroupFigures
{
    /// <summary>Column the films are parted by; empty for all films.</summary>
    public required string Column { get; init; }

    /// <summary>What these films have there.</summary>
    public required string Value { get; init; }

    public required int Films { get; init; }

    public required int Patients { get; init; }

    public required int Positives { get; init; }

    /// <summary>Films that got no score; in none of the figures.</summary>
    public required int NotAssessed { get; init; }

    /// <summary>Why figures are missing; null where none is.</summary>
    public string? Note { get; init; }

    public MetricInterval? Auroc { get; init; }

    /// <summary>Takes films as independent.</summary>
    public MetricInterval? AurocDeLong { get; init; }

    /// <summary>Area under precision and recall; a model that knows nothing has the share of positives.</summary>
    public MetricInterval? AveragePrecision { get; init; }

    /// <summary>At the package's own threshold, as is all down to the predictive values.</summary>
    public MetricInterval? Sensitivity { get; init; }

    /// <summary>Takes films as independent; has a width even at 0 and 1.</summary>
    public MetricInterval? SensitivityWilson { get; init; }

    public MetricInterval? Specificity { get; init; }

    public MetricInterval? SpecificityWilson { get; init; }

    public ConfusionMatrix? ConfusionMatrix { get; init; }

    public MetricInterval? F1 { get; init; }

    public MetricInterval? MatthewsCorrelation { get; init; }

    /// <summary>At the share of positives of these films.</summary>
    public MetricInterval? PositivePredictiveValue { get; init; }

    public MetricInterval? NegativePredictiveValue { get; init; }

    /// <summary>At the prevalence that was asked for.</summary>
    public MetricInterval? PositivePredictiveValueAtPrevalence { get; init; }

    public MetricInterval? NegativePredictiveValueAtPrevalence { get; init; }

    /// <summary>At a threshold chosen on these very films: optimistic, as are the next three.</summary>
    public MetricInterval? SensitivityAt90Specificity { get; init; }

    public MetricInterval? SensitivityAt95Specificity { get; init; }

    public MetricInterval? SpecificityAt90Sensitivity { get; init; }

    public MetricInterval? SpecificityAt95Sensitivity { get; init; }

    public MetricInterval? Brier { get; init; }

    public double? Ece { get; init; }

    public CalibrationNoise? EceOfPerfectModel { get; init; }

    public double? CalibrationSlope { get; init; }

    public double? CalibrationIntercept { get; init; }
}
