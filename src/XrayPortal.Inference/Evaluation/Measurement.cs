using XrayPortal.Imaging;
using XrayPortal.Inference.Metrics;
using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Scoring;

namespace XrayPortal.Inference.Evaluation;

/// <summary>From scored films to every figure of a report.</summary>
internal static class Measurement
{
    private const double HeldRate = 0.95;
    private const int HistogramBars = 20;

    public static Result<EvaluationReport> Of(
        FilmScorer scorer, LabelledSet set, EvaluationOptions options, IReadOnlyList<ScoredFilm> films, IReadOnlyList<RefusedFilm> refused, TimeSpan took)
    {
        double[] probabilities = [.. films.Select(f => f.Probability)];
        int[] labels = [.. films.Select(f => f.Label)];
        var roc = RocCurve.Of(probabilities, labels);
        if (roc.IsRefused) return roc.Refusal;

        var manifest = scorer.Package.Manifest;
        var bootstrap = new PatientBootstrap([.. films.Select(f => f.Patient)], labels, options.Resamples, options.Seed);
        var metrics = Population(set, options, probabilities, labels, scorer.OperatingPoint.Threshold, bootstrap) with { NotAssessed = refused.Count };
        double[] logOdds = [.. films.Select(f => f.Logit / manifest.Temperature)];
        var line = CalibrationLine.Fit(logOdds, labels);
        var summary = new EvaluationSummary
        {
            ModelName = manifest.Name,
            ModelVersion = manifest.Version,
            ModelSha256 = manifest.Sha256,
            Device = scorer.Device,
            Threshold = scorer.OperatingPoint.Threshold,
            Metrics = metrics,
            AurocDeLong = DeLong.Interval(probabilities, labels).Value,
            AveragePrecision = PrecisionRecall.Average(probabilities, labels).Value,
            SensitivityAt95Specificity = SensitivityAtSpecificity.Sensitivity(probabilities, labels, HeldRate).Value,
            SpecificityAt95Sensitivity = SensitivityAtSpecificity.Specificity(probabilities, labels, HeldRate).Value,
            PositivePredictiveValue = Defined(metrics.ConfusionMatrix.PositivePredictiveValue),
            NegativePredictiveValue = Defined(metrics.ConfusionMatrix.NegativePredictiveValue),
            F1 = Defined(metrics.ConfusionMatrix.F1),
            MatthewsCorrelation = Defined(metrics.ConfusionMatrix.MatthewsCorrelation),
            EceOfPerfectModel = ExpectedCalibrationError.Noise(probabilities, seed: options.Seed).Value,
            CalibrationSlope = line.IsRefused ? null : line.Value.Slope,
            CalibrationIntercept = line.IsRefused ? null : line.Value.Intercept,
            Resamples = options.Resamples,
            Seed = options.Seed,
            Seconds = took.TotalSeconds,
            FilmsPerSecond = (films.Count + refused.Count) / Math.Max(took.TotalSeconds, 1e-9),
            NotAssessed = refused,
        };
        var plots = new PlotData(
            roc.Value, RocCurve.Band(probabilities, labels, bootstrap), ExpectedCalibrationError.Bins(probabilities, labels).Value,
            Histogram(probabilities));
        return new EvaluationReport(summary, films, plots);
    }

    private static PopulationMetrics Population(
        LabelledSet set, EvaluationOptions options, double[] probabilities, int[] labels, double threshold, PatientBootstrap bootstrap)
    {
        var matrix = ConfusionMatrix.Of(probabilities, labels, threshold);
        MetricInterval Interval(Func<double[], int[], Result<double>> figure) => bootstrap.Interval(
            draw => figure(Array.ConvertAll(draw, i => probabilities[i]), Array.ConvertAll(draw, i => labels[i]))).Value;
        return new PopulationMetrics
        {
            DataSet = set.Name,
            Population = options.Population ?? set.Name,
            Films = labels.Length,
            Patients = bootstrap.Patients,
            Positives = matrix.Positives,
            Auroc = Interval((p, l) => Auroc.Of(p, l)),
            Sensitivity = Interval((p, l) => ConfusionMatrix.Of(p, l, threshold).Sensitivity),
            Specificity = Interval((p, l) => ConfusionMatrix.Of(p, l, threshold).Specificity),
            Accuracy = matrix.Accuracy.Value,
            Brier = Brier.Of(probabilities, labels).Value,
            Ece = ExpectedCalibrationError.Of(probabilities, labels).Value,
            ConfusionMatrix = matrix,
        };
    }

    private static int[] Histogram(double[] probabilities)
    {
        var bars = new int[HistogramBars];
        foreach (var p in probabilities) bars[Math.Min(HistogramBars - 1, (int)(p * HistogramBars))]++;
        return bars;
    }

    private static double? Defined(Result<double> figure) => figure.IsRefused ? null : figure.Value;
}
