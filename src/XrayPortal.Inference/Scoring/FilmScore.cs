namespace XrayPortal.Inference.Scoring;

/// <summary>What the model says of a film against its operating point.</summary>
public enum Call
{
    /// <summary>The probability reaches the threshold.</summary>
    Suggestive,

    /// <summary>It does not.</summary>
    NotFound,
}

/// <summary>One film's result, with everything needed to say where it came from.</summary>
public sealed record FilmScore
{
    /// <summary>Before temperature.</summary>
    public required double Logit { get; init; }

    /// <summary>Calibrated, 0..1.</summary>
    public required double Probability { get; init; }

    /// <summary>Of the patient's group of ages, or the package's own where the age is not known; on the probability.</summary>
    public required double Threshold { get; init; }

    public required Call Call { get; init; }

    /// <summary>Evidence for the positive class, 0 or more, row-major; spread over the whole film.</summary>
    public required float[] Cam { get; init; }

    public required int CamWidth { get; init; }

    public required int CamHeight { get; init; }

    /// <summary>Pooled features, [D].</summary>
    public required float[] Embedding { get; init; }

    public required string ModelName { get; init; }

    public required string ModelVersion { get; init; }

    /// <summary>Where it was computed: <c>CPU</c> or <c>CUDA</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Time of the graph alone: resize, network and map.</summary>
    public required double Milliseconds { get; init; }

    /// <summary>Of the pixels as the model saw them.</summary>
    public required string InputSha256 { get; init; }

    /// <summary>Facts that the population rule asks for and nobody gave: <c>age</c>, <c>view</c>, <c>modality</c>.</summary>
    public required IReadOnlyList<string> PopulationUnchecked { get; init; }

    /// <summary>False: whoever asked for the score told the scorer to leave the gate out.</summary>
    public required bool GateAsked { get; init; }
}
