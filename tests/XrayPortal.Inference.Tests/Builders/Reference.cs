namespace XrayPortal.Inference.Tests.Builders;

/// <summary>
/// Sixty films with ties, for figures that were worked out by numpy 1.24.2, scipy 1.10.1 and scikit-learn 1.2.1:
/// <code>
/// i = np.arange(1, 61)
/// labels = (i * 37 % 100 > 40).astype(int)
/// first = np.round((i * 61 % 97) / 97 * 0.6 + 0.35 * labels, 2)
/// second = (i * 29 % 89) / 89 * 0.8 + 0.15 * labels
/// p = np.clip(first, 0.01, 0.99); x = np.log(p / (1 - p))
/// </code>
/// </summary>
internal static class Reference
{
    public static int[] Labels { get; } = [.. Enumerable.Range(1, 60).Select(i => i * 37 % 100 > 40 ? 1 : 0)];

    public static double[] First { get; } = [.. Enumerable.Range(1, 60).Select(i => Math.Round((i * 61 % 97 / 97.0 * 0.6) + (0.35 * Labels[i - 1]), 2))];

    public static double[] Second { get; } = [.. Enumerable.Range(1, 60).Select(i => (i * 29 % 89 / 89.0 * 0.8) + (0.15 * Labels[i - 1]))];

    public static double[] Probabilities { get; } = [.. First.Select(p => Math.Clamp(p, 0.01, 0.99))];

    public static double[] LogOdds { get; } = [.. Probabilities.Select(p => Math.Log(p / (1 - p)))];
}
