using XrayPortal.Imaging;

namespace XrayPortal.Inference.Metrics;

/// <summary>
/// Logistic regression of the label on the model's own log-odds: slope 1 and intercept 0 are perfect. A slope below 1: the model is too
/// sure of itself; an intercept above 0: positives are more frequent than it says.
/// </summary>
/// <remarks>Source: Cox, Biometrika 45, 1958; Van Calster et al., BMC Medicine 17, 2019.</remarks>
public sealed record CalibrationLine(double Slope, double Intercept)
{
    private const int Rounds = 100;
    private const double Precision = 1e-10;

    /// <summary>Weight below which every film is called surely: the classes are parted and the slope runs away.</summary>
    private const double LeastCurvature = 1e-9;

    /// <param name="logits">[n], log-odds of the calibrated probability.</param>
    /// <param name="labels">[n], 0 or 1.</param>
    /// <returns>A refusal where a class is missing (<c>metric.one-class</c>) or the classes are parted completely (<c>metric.separated</c>).</returns>
    public static Result<CalibrationLine> Fit(ReadOnlySpan<double> logits, ReadOnlySpan<int> labels)
    {
        var positives = Labels.CountPositives(logits, labels);
        if (Labels.IsOneClass(positives, labels.Length)) return MetricRefusals.OneClass;
        if (IsParted(logits, labels)) return MetricRefusals.Separated;
        double a = 0, b = 0;
        for (var round = 0; round < Rounds; round++)
        {
            double g0 = 0, g1 = 0, h00 = 0, h01 = 0, h11 = 0;
            for (var i = 0; i < labels.Length; i++)
            {
                double x = logits[i], p = 1 / (1 + Math.Exp(-(a + (b * x)))), w = p * (1 - p);
                g0 += labels[i] - p;
                g1 += (labels[i] - p) * x;
                h00 += w;
                h01 += w * x;
                h11 += w * x * x;
            }

            var determinant = (h00 * h11) - (h01 * h01);
            if (determinant < LeastCurvature) return MetricRefusals.Separated;
            double stepA = ((h11 * g0) - (h01 * g1)) / determinant, stepB = ((h00 * g1) - (h01 * g0)) / determinant;
            var shrink = Math.Min(1, 5 / Math.Max(Math.Abs(stepA), Math.Abs(stepB))); // Newton may overshoot from far away
            (a, b) = (a + (shrink * stepA), b + (shrink * stepB));
            if (Math.Abs(stepA) + Math.Abs(stepB) < Precision) return new CalibrationLine(b, a);
        }

        return MetricRefusals.Separated;
    }

    private static bool IsParted(ReadOnlySpan<double> logits, ReadOnlySpan<int> labels)
    {
        double lowUp = double.MaxValue, highUp = double.MinValue, lowDown = double.MaxValue, highDown = double.MinValue;
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] == 1) (lowUp, highUp) = (Math.Min(lowUp, logits[i]), Math.Max(highUp, logits[i]));
            else (lowDown, highDown) = (Math.Min(lowDown, logits[i]), Math.Max(highDown, logits[i]));
        }

        return lowUp >= highDown || lowDown >= highUp;
    }
}
