namespace XrayPortal.Inference.Evaluation;

/// <summary>How a package is measured.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Of the bootstrap: the same seed, the same intervals.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Times that patients are drawn anew, at least 20.</summary>
    public int Resamples { get; init; } = 2000;

    /// <summary>Films decoded and scored at once; 0: one a core.</summary>
    public int Parallelism { get; init; }

    /// <summary>Who the films are of, in words; null: the name of the set.</summary>
    public string? Population { get; init; }
}

/// <summary>How far an evaluation is.</summary>
public readonly record struct EvaluationProgress(int Done, int Total);
