using XrayPortal.Inference.Metrics;

namespace XrayPortal.Training.Saliency;

/// <summary>What was measured on one film with one method: a row of <c>explanations.csv</c>.</summary>
/// <param name="Lungs">Null where the film's lungs are not marked.</param>
/// <param name="Boxes">Of findings; empty where none are known.</param>
/// <param name="Peak">Where the map points; null where nothing speaks for the class.</param>
internal sealed record FilmRow(
    string File, string Patient, int Label, SaliencyMethod Method, double Logit, double Probability,
    LungShare? Lungs, IReadOnlyList<Box> Boxes, (double X, double Y)? Peak, double? CompletenessError)
{
    public bool? Hit => Boxes.Count == 0 ? null : Peak is { } point && FixedPoints.Hit(point, Boxes);
}

/// <summary>Evidence inside the lungs, averaged over films whose lungs are marked the same way. Intervals: bootstrap over patients.</summary>
/// <param name="Empty">Films where nothing speaks for the class; they are in none of the averages.</param>
/// <param name="Area">Mean share of the film that the region covers: an even map's share.</param>
/// <param name="Gain">Mean of share minus area.</param>
internal sealed record LungFigures(
    SaliencyMethod Method, RegionKind Region, string Label, int Films, int Empty, MetricInterval Share, double Area, MetricInterval Gain);

/// <summary>Pointing game: films where the map's highest place lies in a box, beside pointing without the map.</summary>
/// <param name="Empty">Films where nothing speaks for the class; counted as missed.</param>
/// <param name="Hits">With Wilson's interval.</param>
/// <param name="Chance">A point drawn anywhere: the mean share of the film that its boxes cover.</param>
/// <param name="Fixed">Hits of points that are the same for every film; those learnt from training films are absent where none has boxes.</param>
/// <param name="GainOverBest">Hits of the map minus hits of the best fixed point there is, same films; bootstrap over patients.</param>
/// <remarks>Source: Zhang et al., "Top-down neural attention by excitation backprop", ECCV 2016, section 4.2, without its margin of 15 pixels.</remarks>
internal sealed record PointingFigures(
    SaliencyMethod Method, int Films, int Empty, MetricInterval Hits, double Chance, IReadOnlyList<FixedPointFigures> Fixed, MetricInterval GainOverBest);

internal sealed record FixedPointFigures(string Name, double X, double Y, MetricInterval Hits);

/// <summary>How well integrated gradients add up, as share of the difference of logits.</summary>
/// <param name="WithinOnePercent">Share of films with an error of at most 1 %.</param>
internal sealed record CompletenessFigures(int Films, double Median, double Largest, double WithinOnePercent);

/// <summary>The largest differences to the exported model's map and probability over all films.</summary>
/// <param name="Cosine">The smallest, over films with any evidence.</param>
internal sealed record AgreementFigures(int Films, double Cosine, double LargestDifference, double ProbabilityDifference);

/// <summary>How much of the trained network's maps is left when the weights from the head down to a stage are fresh ones.</summary>
/// <param name="Signed">Mean rank correlation of the maps with the trained ones.</param>
/// <param name="Absolute">The same of their absolute values.</param>
/// <param name="Undefined">Films whose map had become even, so that there is no order to compare; in neither mean.</param>
internal sealed record RandomisationFigures(SaliencyMethod Method, string Stage, int Films, int Undefined, double? Signed, double? Absolute);

/// <summary>Everything that was measured on a set: <c>explanations.json</c>.</summary>
internal sealed record SetFigures
{
    public required string Model { get; init; }

    public required string DataSet { get; init; }

    public required int Films { get; init; }

    public required string Class { get; init; }

    public Baseline? Baseline { get; init; }

    public int? Steps { get; init; }

    public IReadOnlyList<LungFigures> Lungs { get; init; } = [];

    public IReadOnlyList<PointingFigures> Pointing { get; init; } = [];

    public CompletenessFigures? Completeness { get; init; }

    public AgreementFigures? Agreement { get; init; }

    public IReadOnlyList<RandomisationFigures> Randomisation { get; init; } = [];
}
