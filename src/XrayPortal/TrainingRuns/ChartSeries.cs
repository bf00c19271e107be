namespace XrayPortal.TrainingRuns;

/// <summary>One line of a chart. <paramref name="Style"/>: <c>first</c>, <c>second</c> (dashed) or <c>faint</c>.</summary>
public sealed record ChartSeries(string Name, string Style, IReadOnlyList<(double X, double Y)> Points)
{
    private const int Drawn = 600;

    /// <summary>At most 600 points, evenly picked, the last always among them: a screen shows no more.</summary>
    internal IEnumerable<(double X, double Y)> Thinned()
    {
        if (Points.Count <= Drawn) return Points;
        return Enumerable.Range(0, Drawn).Select(i => Points[(int)((long)i * (Points.Count - 1) / (Drawn - 1))]);
    }
}

/// <summary>A range with round marks for an axis.</summary>
internal sealed record ChartAxis(double Low, double High, double Step)
{
    /// <summary>The smallest range with marks at 1, 2 or 5 times a power of ten that holds all values.</summary>
    public static ChartAxis Of(IEnumerable<double> values, int marks)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (var value in values) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        if (low > high) (low, high) = (0, 1);
        if (high - low < 1e-9) (low, high) = (low - 0.5, high + 0.5);
        var raw = (high - low) / marks;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = power * (raw / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
        return new ChartAxis(Math.Floor(low / step) * step, Math.Ceiling(high / step) * step, step);
    }

    public IEnumerable<double> Marks()
    {
        for (var i = 0; Low + (i * Step) <= High + (Step / 2); i++) yield return Low + (i * Step);
    }

    public double Share(double value) => (value - Low) / (High - Low);
}
