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

    /// <summary>Share of people with pneumonia to give predictive values for besides the set's own, between 0 and 1; null: only the set's own.</summary>
    public double? Prevalence { get; init; }

    /// <summary>Columns of the manifest to break figures down by; <c>a+b</c> crosses two; <c>age</c> goes by <see cref="AgeBands"/>.</summary>
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>Years at which a new band of ages begins, rising.</summary>
    public IReadOnlyList<double> AgeBands { get; init; } = [1, 5, 18, 40, 60, 80];

    /// <summary>Also measures what size, border and brightness of the films alone tell.</summary>
    public bool Probes { get; init; }

    /// <summary>Group of ages at whose threshold the films are called; null: the threshold for patients of unknown age.</summary>
    public string? AgeGroup { get; init; }

    /// <summary>Scores every readable film without asking population and gate: what the network would say, not what a user would be shown.</summary>
    public bool Ungated { get; init; }
}

/// <summary>How far an evaluation is.</summary>
public readonly record struct EvaluationProgress(int Done, int Total);
