namespace XrayPortal.Inference.Metrics;

/// <summary>Whether two readings of the same films err equally often: only films on which they differ count.</summary>
/// <remarks>Source: McNemar, Psychometrika 12, 1947; exact binomial form.</remarks>
public static class McNemar
{
    /// <param name="onlyFirstRight">Films that only the first reading has right.</param>
    /// <param name="onlySecondRight">Films that only the second has right.</param>
    /// <returns>Two-sided p; 1 where the readings never differ.</returns>
    public static double P(int onlyFirstRight, int onlySecondRight)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFirstRight);
        ArgumentOutOfRangeException.ThrowIfNegative(onlySecondRight);
        var differing = onlyFirstRight + onlySecondRight;
        var fewer = Math.Min(onlyFirstRight, onlySecondRight);
        double logTerm = -differing * Math.Log(2), sum = 0; // the chance of 0 of n, then each next from the one before
        for (var k = 0; k <= fewer; k++)
        {
            sum += Math.Exp(logTerm);
            logTerm += Math.Log(differing - k) - Math.Log(k + 1);
        }

        return Math.Min(1, 2 * sum);
    }
}
