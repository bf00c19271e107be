namespace XrayPortal.Inference.Metrics;

/// <summary>The standard normal distribution.</summary>
internal static class StandardNormal
{
    /// <summary>Chance of a value at least as far from 0 as <paramref name="z"/>, on either side.</summary>
    /// <remarks>
    /// Complementary error function by the Chebyshev fit of Press et al., Numerical Recipes, 2nd edition, 6.2 (erfcc); relative
    /// error below 1.2e-7.
    /// </remarks>
    public static double TwoSided(double z)
    {
        var x = Math.Abs(z) / Math.Sqrt(2);
        var t = 1 / (1 + (x / 2));
        ReadOnlySpan<double> c =
        [
            -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277,
        ];
        var sum = 0.0;
        for (var i = c.Length - 1; i >= 0; i--) sum = (sum * t) + c[i];
        return t * Math.Exp((-x * x) + sum);
    }

    /// <summary>The value below which lies the share <paramref name="p"/>, 0 &lt; p &lt; 1.</summary>
    /// <remarks>Source: P. J. Acklam's rational approximation, relative error below 1.15e-9.</remarks>
    public static double Quantile(double p)
    {
        if (p is not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(p), p, "Must lie between 0 and 1.");
        if (p > 0.5) return -Quantile(1 - p);
        if (p >= 0.02425)
        {
            double q = p - 0.5, r = q * q;
            return q * Polynomial(r, [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.3577518672690, -30.66479806614716, 2.506628277459239])
                / Polynomial(r, [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1]);
        }

        var tail = Math.Sqrt(-2 * Math.Log(p));
        return Polynomial(tail, [-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783])
            / Polynomial(tail, [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1]);
    }

    // Highest power first.
    private static double Polynomial(double x, ReadOnlySpan<double> coefficients)
    {
        var sum = 0.0;
        foreach (var c in coefficients) sum = (sum * x) + c;
        return sum;
    }
}
