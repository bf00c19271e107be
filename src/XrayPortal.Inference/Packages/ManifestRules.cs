namespace XrayPortal.Inference.Packages;

/// <summary>What must hold in a manifest beyond its shape.</summary>
internal static class ManifestRules
{
    /// <returns>The first rule that does not hold, as the end of a sentence; null where all hold.</returns>
    public static string? FirstBroken(ModelManifest manifest)
    {
        (bool Holds, string Rule)[] rules =
        [
            (IsSlug(manifest.Name), "name may hold small letters, digits, dots and hyphens only."),
            (IsSlug(manifest.Version), "version may hold small letters, digits, dots and hyphens only."),
            (manifest.OperatingPoint is null || manifest.Classes.Count == 2, "classes must be two, the negative one first, where there is an operating point."),
            (manifest.Classes.Count >= 2, "classes must be two or more."),
            (manifest.Gate is null || manifest.OperatingPoint is not null, "operatingPoint is missing beside the gate."),
            (manifest.InputChannels is 1 or 3, "inputChannels must be 1 or 3."),
            (manifest.InputSide is >= 16 and <= 4096, "inputSide must be 16 to 4096."),
            (manifest.AspectRule is "squash" or "pad", "aspectRule must be squash or pad."),
            (IsPositive(manifest.Temperature), "temperature must be above 0."),
            (manifest.OperatingPoint is null or { Threshold: > 0 and < 1 }, "operatingPoint.threshold must lie between 0 and 1."),
            (manifest.Sha256.Length == 64 && manifest.Sha256.All(char.IsAsciiHexDigitLower), "sha256 must be 64 small hexadecimal digits."),
            (!(manifest.Population.MinAgeYears > manifest.Population.MaxAgeYears), "population.minAgeYears must not exceed maxAgeYears."),
            (manifest.Metrics.All(m => m.Films == m.ConfusionMatrix.Total), "metrics: films and confusion matrix disagree."),
        ];
        return First(rules) ?? FirstBroken(manifest.Population.Groups) ?? (manifest.Gate is { } gate ? FirstBroken(gate) : null);
    }

    private static string? FirstBroken(IReadOnlyList<AgeGroup> groups) => First(
        [
            (groups.All(g => IsSlug(g.Name)) && groups.DistinctBy(g => g.Name).Count() == groups.Count, "population.groups must have names of their own, of small letters, digits, dots and hyphens."),
            (groups.All(g => !(g.MinAgeYears > g.MaxAgeYears)), "population.groups: minAgeYears must not exceed maxAgeYears."),
            (groups.All(g => g.OperatingPoint is { Threshold: > 0 and < 1 }), "population.groups: each needs an operating point with a threshold between 0 and 1."),
        ]);

    private static string? FirstBroken(EmbeddingGate gate) => First(
        [
            (gate.Mean.Length > 0, "gate.mean is empty."),
            (gate.Components.Count == gate.Variances.Length, "gate.components and gate.variances differ in number."),
            (gate.Components.All(c => c.Length == gate.Mean.Length), "gate.components and gate.mean differ in length."),
            (gate.Variances.All(v => IsPositive(v)), "gate.variances must be above 0."),
            (IsPositive(gate.ResidualVariance), "gate.residualVariance must be above 0."),
            (IsPositive(gate.Threshold), "gate.threshold must be above 0."),
            (gate.Start >= 0, "gate.start must not be negative."),
        ]);

    private static string? First((bool Holds, string Rule)[] rules)
    {
        foreach (var (holds, rule) in rules)
            if (!holds) return rule;
        return null;
    }

    private static bool IsPositive(double value) => double.IsFinite(value) && value > 0;

    private static bool IsSlug(string text) =>
        text.Length is > 0 and <= 64 && char.IsAsciiLetterOrDigit(text[0])
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-');
}
