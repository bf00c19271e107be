namespace XrayPortal.Inference.Evaluation;

/// <summary>One film of a labelled set.</summary>
public sealed record LabelledFilm
{
    /// <summary>Full path.</summary>
    public required string File { get; init; }

    /// <summary>1 pneumonia, 0 normal.</summary>
    public required int Label { get; init; }

    /// <summary>Whom it shows; the file's own path where nobody knows.</summary>
    public required string Patient { get; init; }

    /// <summary>The same film at another size, full path; null where there is none.</summary>
    public string? Alternate { get; init; }

    public double? AgeYears { get; init; }

    public string? Sex { get; init; }

    public string? View { get; init; }

    /// <summary><c>train</c>, <c>validation</c> or <c>test</c>; null where the set is not split.</summary>
    public string? Split { get; init; }

    /// <summary>Films of one group show the same picture; null: none known.</summary>
    public string? DuplicateGroup { get; init; }

    /// <summary>Every filled cell of its row by the column's name in lower case: what figures can be broken down by. Empty for films out of folders.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
