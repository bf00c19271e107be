using XrayPortal.Inference.Metrics;

namespace XrayPortal.Inference.Evaluation.Plots;

/// <summary>Net benefit of acting on the model's calls against acting on everybody and on nobody, over the threshold.</summary>
internal static class DecisionCurvePlot
{
    private const int Width = 520, Height = 440;
    private const double Left = 66, Top = 64, Across = 420, Down = 310;

    public static Plot Draw(EvaluationSummary summary, IReadOnlyList<NetBenefitPoint> points)
    {
        var metrics = summary.Metrics;
        var prevalence = metrics.Positives / (double)metrics.Films;
        NetBenefitPoint Near(double threshold) => points.MinBy(p => Math.Abs(p.Threshold - threshold));
        var plot = new Plot(
            "decision", $"Decision curve, {metrics.DataSet}",
            $"{metrics.Films} films, {prevalence * 100:0} % with pneumonia. Net benefit of the model against acting on everybody: " +
            string.Join("; ", new[] { 0.1, 0.25, 0.5, 0.75 }.Select(Near).Select(p => $"{p.Model:0.000} against {p.TreatAll:0.000} at {p.Threshold:0.00}")) + "; on nobody: 0.",
            Width, Height);
        // Curves can fall without end near threshold 1; below the lowest line, where nobody would act on them, they run along it.
        var (high, low) = (prevalence * 1.08, -0.12 * prevalence);
        double X(double threshold) => Left + (Across * threshold);
        double Y(double benefit) => Top + (Down * (high - benefit) / (high - low));
        plot.Text(Left, 24, plot.Title, 15, bold: true);
        for (var i = 0; i <= 5; i++)
        {
            plot.Line(X(i / 5.0), Top, X(i / 5.0), Top + Down, Ink.Grid);
            plot.Text(X(i / 5.0), Top + Down + 20, $"{i / 5.0:0.0}", 12, Anchor.Middle);
            var benefit = prevalence * i / 5;
            plot.Line(Left, Y(benefit), Left + Across, Y(benefit), Ink.Grid);
            plot.Text(Left - 8, Y(benefit) + 4, $"{benefit:0.00}", 12, Anchor.End);
        }

        void Curve(Func<NetBenefitPoint, double> benefit, string colour, bool dashed, double thickness)
        {
            var line = points.Select(p => (X(p.Threshold), Y(Math.Max(low, benefit(p))))).ToArray();
            plot.Add(new PathShape(line, colour, thickness, Filled: false, Opacity: 1, dashed));
        }

        plot.Line(Left, Y(0), Left + Across, Y(0), Ink.Text, 1);
        Curve(p => p.TreatAll, Ink.Aside, dashed: true, 1.5);
        Curve(p => p.Model, Ink.Main, dashed: false, 2);
        if (summary.Threshold is > 0 and < 1)
        {
            var own = NetBenefit.Of(metrics.ConfusionMatrix, summary.Threshold).Value.Model;
            plot.Add(new DiscShape(X(summary.Threshold), Y(Math.Max(low, own)), 5, Ink.Mark));
            plot.Text(Left + Across - 8, Top + 52, $"at its threshold {summary.Threshold:0.000}: {own:0.000}", 12, Anchor.End, colour: Ink.Mark);
        }

        plot.Text(Left + Across - 8, Top + 16, "model", 12, Anchor.End, colour: Ink.Main);
        plot.Text(Left + Across - 8, Top + 34, "dashed: act on everybody; 0: on nobody", 12, Anchor.End, colour: Ink.Aside);
        plot.Text(Left, 46, $"{metrics.Films} films, {prevalence * 100:0} % with pneumonia", 12, colour: Ink.Aside);
        plot.Text(X(0.5), Top + Down + 44, "threshold probability", anchor: Anchor.Middle);
        plot.Text(20, Top + (Down / 2), "net benefit a film", anchor: Anchor.Middle, upwards: true);
        return plot;
    }
}
