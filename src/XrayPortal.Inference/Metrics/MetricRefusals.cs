using XrayPortal.Imaging;

namespace XrayPortal.Inference.Metrics;

/// <summary>Figures that are not defined for what was given.</summary>
public static class MetricRefusals
{
    public static readonly Refusal OneClass = new(
        "metric.one-class", RefusalKind.Invalid, "The figure needs films of both classes, normal and pneumonia. Add films of the class that is missing.");

    public static readonly Refusal Empty = new(
        "metric.empty", RefusalKind.Invalid, "The figure needs at least one film in its denominator, and there is none.");

    public static readonly Refusal Constant = new(
        "metric.constant", RefusalKind.Invalid, "All values are the same, so they have no order that could be compared.");

    public static readonly Refusal Separated = new(
        "metric.separated", RefusalKind.Invalid,
        "The classes are parted completely by the score, so the slope of calibration has no finite value. Use more, or harder, films.");
}
