using System.Text.Json.Serialization;

namespace XrayPortal.Inference.Packages;

/// <summary>Whom the model was made for. What is not stated is not checked.</summary>
public sealed record PopulationRule
{
    public double? MinAgeYears { get; init; }

    public double? MaxAgeYears { get; init; }

    /// <summary>Views such as AP and PA; empty: any.</summary>
    public IReadOnlyList<string> Views { get; init; } = [];

    /// <summary>DICOM modalities such as CR and DX; empty: any.</summary>
    public IReadOnlyList<string> Modalities { get; init; } = [];

    /// <summary>Ages that have a threshold of their own; an age in none of them is outside the population. Empty: one threshold for everybody.</summary>
    public IReadOnlyList<AgeGroup> Groups { get; init; } = [];

    /// <summary>The rule in words, for pages and reports.</summary>
    public required string Sentence { get; init; }

    /// <summary>Whether an age can lie outside, or changes the threshold.</summary>
    [JsonIgnore]
    public bool AsksForAge => MinAgeYears is not null || MaxAgeYears is not null || Groups.Count > 0;

    /// <returns>The group of that age; null where the age is not known or in none.</returns>
    public AgeGroup? GroupOf(double? ageYears) => ageYears is { } years ? Groups.FirstOrDefault(g => g.Holds(years)) : null;

    /// <summary>Whether the rule's bounds and, where there are groups, one of them hold the age.</summary>
    public bool Holds(double years) =>
        years >= (MinAgeYears ?? years) && years <= (MaxAgeYears ?? years) && (Groups.Count == 0 || GroupOf(years) is not null);

    /// <summary>In a sentence, what could not be held against the rule and what that means for the threshold; null where nothing is missing.</summary>
    public string? Unchecked(double? ageYears, string? view)
    {
        var unknown = new List<string>();
        if (ageYears is null && AsksForAge) unknown.Add("age");
        if (view is null && ViewsAt(ageYears).Count > 0) unknown.Add("view");
        if (unknown.Count == 0) return null;
        var said = $"Not known for this film, so not checked: {string.Join(" and ", unknown)}.";
        return ageYears is null && Groups.Count > 0
            ? $"{said} The model has a threshold for {string.Join(" and one for ", Groups.Select(g => g.Name))}; without an age the lowest is used."
            : said;
    }

    /// <summary>Views that a film of that age may have; empty: any.</summary>
    public IReadOnlyList<string> ViewsAt(double? ageYears) => GroupOf(ageYears) is { Views.Count: > 0 } group ? group.Views : Views;
}

/// <summary>Ages that a model reads alike.</summary>
public sealed record AgeGroup
{
    /// <summary>A word for pages and commands, such as <c>adults</c>.</summary>
    public required string Name { get; init; }

    public double? MinAgeYears { get; init; }

    public double? MaxAgeYears { get; init; }

    /// <summary>Empty: the population's views.</summary>
    public IReadOnlyList<string> Views { get; init; } = [];

    /// <summary>Populations of the training sets that stand for these ages: the column <c>source</c>, or a set's name.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Null while a package is being made.</summary>
    public OperatingPoint? OperatingPoint { get; init; }

    public bool Holds(double years) => years >= (MinAgeYears ?? years) && years <= (MaxAgeYears ?? years);
}
