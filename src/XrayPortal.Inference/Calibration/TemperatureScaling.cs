using XrayPortal.Imaging;
using XrayPortal.Inference.Metrics;

namespace XrayPortal.Inference.Calibration;

/// <summary>One number that makes a network's probabilities honest: the logit is divided by it before the sigmoid.</summary>
/// <remarks>Source: Guo, Pleiss, Sun and Weinberger, On Calibration of Modern Neural Networks, ICML 2017.</remarks>
public static class TemperatureScaling
{
    /// <summary>Bounds of the fit. Films that are parted completely ask for 0, films of chance for infinity: neither is believed.</summary>
    public const double Least = 0.25;

    public const double Most = 10;

    private const double Precision = 1e-7;

    /// <summary>The temperature of least mean negative log-likelihood, within the bounds.</summary>
    /// <param name="logits">[n], finite.</param>
    /// <param name="labels">[n], 0 or 1.</param>
    /// <returns>A refusal <c>metric.one-class</c> where a class is missing.</returns>
    /// <remarks>The likelihood is convex in 1 / T, so golden sections over log T close in on its one minimum.</remarks>
    public static Result<double> Fit(ReadOnlySpan<double> logits, ReadOnlySpan<int> labels)
    {
        var positives = Labels.CountPositives(logits, labels);
        if (Labels.IsOneClass(positives, labels.Length)) return MetricRefusals.OneClass;
        var golden = (Math.Sqrt(5) - 1) / 2;
        double low = Math.Log(Least), high = Math.Log(Most);
        double left = high - (golden * (high - low)), right = low + (golden * (high - low));
        double atLeft = NegativeLogLikelihood(logits, labels, Math.Exp(left)), atRight = NegativeLogLikelihood(logits, labels, Math.Exp(right));
        while (high - low > Precision)
        {
            if (atLeft <= atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - (golden * (high - low));
                atLeft = NegativeLogLikelihood(logits, labels, Math.Exp(left));
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + (golden * (high - low));
                atRight = NegativeLogLikelihood(logits, labels, Math.Exp(right));
            }
        }

        return Math.Exp((low + high) / 2);
    }

    /// <summary>Mean of -log of the probability given to what was true.</summary>
    public static double NegativeLogLikelihood(ReadOnlySpan<double> logits, ReadOnlySpan<int> labels, double temperature)
    {
        var sum = 0.0;
        for (var i = 0; i < logits.Length; i++)
        {
            var towards = (labels[i] == 1 ? logits[i] : -logits[i]) / temperature;
            sum += Math.Max(0, -towards) + Math.Log(1 + Math.Exp(-Math.Abs(towards))); // log(1 + e^-x) that cannot overflow
        }

        return sum / logits.Length;
    }

    /// <returns>The calibrated probability, 0..1.</returns>
    public static double Probability(double logit, double temperature) => 1 / (1 + Math.Exp(-logit / temperature));
}
