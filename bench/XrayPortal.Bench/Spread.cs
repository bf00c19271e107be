using System.Globalization;

namespace XrayPortal.Bench;

/// <summary>Smallest, middle and largest of some measurements: one run on a busy machine says little by its mean.</summary>
internal sealed record Spread(double Min, double Median, double Max)
{
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[^1]);
    }

    public string Row(string what, string format) => string.Create(
        CultureInfo.InvariantCulture, $"| {what} | {Min.ToString(format)} | {Median.ToString(format)} | {Max.ToString(format)} |");
}
