namespace XrayPortal.Inference.Metrics;

/// <summary>How far a call can be believed where another share of people is ill than in the set: Bayes' rule.</summary>
/// <remarks>Source: Altman and Bland, BMJ 309, 1994, p. 102; holds only while sensitivity and specificity carry over.</remarks>
public static class PredictiveValues
{
    /// <param name="prevalence">Share of positives, 0..1.</param>
    /// <returns>Share of positive calls that are right, <c>Se p / (Se p + (1 - Sp)(1 - p))</c>; null where nothing is called positive.</returns>
    public static double? Positive(double sensitivity, double specificity, double prevalence) =>
        Share(sensitivity * prevalence, (1 - specificity) * (1 - prevalence));

    /// <returns>Share of negative calls that are right, <c>Sp (1 - p) / (Sp (1 - p) + (1 - Se) p)</c>; null where nothing is called negative.</returns>
    public static double? Negative(double sensitivity, double specificity, double prevalence) =>
        Share(specificity * (1 - prevalence), (1 - sensitivity) * prevalence);

    private static double? Share(double right, double wrong) => right + wrong > 0 ? right / (right + wrong) : null;
}
