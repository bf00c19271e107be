using XrayPortal.Imaging;
using XrayPortal.Inference.Calibration;
using XrayPortal.Inference.Packages;
using XrayPortal.Training.Data;

namespace XrayPortal.Training.Export;

/// <summary>Temperature and thresholds of a package, from validation alone (ADR 0021, ADR 0041).</summary>
/// <param name="Point">For everybody; where there are groups of ages, for patients whose age is not known.</param>
/// <param name="Groups">The groups that films of both classes stand for, each with its threshold.</param>
/// <param name="LeftOut">Names of the groups that no such films stand for.</param>
internal sealed record OperatingPointChoice(double Temperature, OperatingPoint Point, IReadOnlyList<AgeGroup> Groups, IReadOnlyList<string> LeftOut)
{
    /// <param name="logits">Of <paramref name="films"/>, before temperature.</param>
    public static Result<OperatingPointChoice> Choose(double[] logits, IReadOnlyList<Example> films, IReadOnlyList<AgeGroup> groups)
    {
        int[] labels = [.. films.Select(f => f.Label)];
        var fitted = TemperatureScaling.Fit(logits, labels);
        if (fitted.IsRefused) return fitted.Refusal;
        if (groups.Count == 0)
        {
            var point = OperatingPoints.CrossValidated(logits, labels, [.. films.Select(f => f.Patient)]);
            return point.IsRefused ? point.Refusal : new OperatingPointChoice(fitted.Value, point.Value, [], []);
        }

        var served = groups.Select(g => g with { OperatingPoint = PointOf(g, logits, films, fitted.Value) }).Where(g => g.OperatingPoint is not null).ToArray();
        if (served.MinBy(g => g.OperatingPoint!.Threshold) is not { OperatingPoint: { } lowest } least)
            return new Refusal("export.no-group", RefusalKind.Invalid, "No group of ages has validation films of both classes. Name the sets' populations in the groups' sources.");
        var unknown = new OperatingPoint { Threshold = lowest.Threshold, ChosenBy = $"age not known: the lowest threshold of the groups, that of {least.Name}" };
        return new OperatingPointChoice(fitted.Value, unknown, served, [.. groups.Select(g => g.Name).Except(served.Select(g => g.Name))]);
    }

    private static OperatingPoint? PointOf(AgeGroup group, double[] logits, IReadOnlyList<Example> films, double temperature)
    {
        int[] own = [.. Enumerable.Range(0, films.Count).Where(i => group.Sources.Contains(films[i].Population, StringComparer.Ordinal))];
        return OperatingPoints.AtTemperature([.. own.Select(i => logits[i])], [.. own.Select(i => films[i].Label)], temperature).Match<OperatingPoint?>(point => point, _ => null);
    }
}
