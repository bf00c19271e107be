using XrayPortal.Imaging;
using XrayPortal.Inference.Packages;

namespace XrayPortal.Inference.Scoring;

/// <summary>Holds what is known of a film against the model's population: a fact outside is a no, a fact not given is noted.</summary>
internal static class PopulationCheck
{
    /// <returns>Names of the facts that the rule asks for and that were not given; or the refusal.</returns>
    public static Result<IReadOnlyList<string>> Apply(PopulationRule rule, double? ageYears, string? view, string? modality)
    {
        var missing = new List<string>();
        if (rule.AsksForAge)
        {
            if (ageYears is not { } years) missing.Add("age");
            else if (!rule.Holds(years)) return ScoringRefusals.Age(rule, years);
        }

        var views = rule.ViewsAt(ageYears);
        if (IsOutside(views, view, "view", missing)) return ScoringRefusals.View(rule, views);
        if (IsOutside(rule.Modalities, modality, "modality", missing)) return ScoringRefusals.Modality(rule);
        return Result.Of<IReadOnlyList<string>>(missing);
    }

    private static bool IsOutside(IReadOnlyList<string> allowed, string? given, string fact, List<string> missing)
    {
        if (allowed.Count == 0) return false;
        if (!string.IsNullOrWhiteSpace(given)) return !allowed.Contains(given.Trim(), StringComparer.OrdinalIgnoreCase);
        missing.Add(fact);
        return false;
    }
}
