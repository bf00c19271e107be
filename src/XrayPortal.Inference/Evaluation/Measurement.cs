using XrayPortal.Imaging;
using XrayPortal.Inference.Evaluation.Probes;
using XrayPortal.Inference.Metrics;
using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Scoring;

namespace XrayPortal.Inference.Evaluation;

/// <summary>From scored films to every figure of a report.</summary>
internal static class Measurement
{
    private const int HistogramBars = 20;

    public static Result<EvaluationReport> Of(
        FilmScorer scorer, double threshold, LabelledSet set, EvaluationOptions options, IReadOnlyList<FilmGroup> groups, IReadOnlyList<FilmOutcome> outcomes, TimeSpan took)
    {
        ScoredFilm[] films = [.. outcomes.Select(o => o.Score).OfType<ScoredFilm>()];
        RefusedFilm[] refused = [.. outcomes.Select(o => o.Refused).OfType<RefusedFilm>()];
        double[] probabilities = [.. films.Select(f => f.Probability)];
        int[] labels = [.. films.Select(f => f.Label)];
        var roc = RocCurve.Of(probabilities, labels);
        if (roc.IsRefused) return roc.Refusal;

        var manifest = scorer.Package.Manifest;
        var measure = new GroupMeasurement(options, threshold, manifest.Temperature);
        var all = measure.All(films, refused.Length);
        var curve = NetBenefit.Curve(probabilities, labels).Value;
        var summary = new EvaluationSummary
        {
            ModelName = manifest.Name,
            ModelVersion = manifest.Version,
            ModelSha256 = manifest.Sha256,
            Device = scorer.Device,
            Threshold = threshold,
            Metrics = Population(set, options, all),
            AurocDeLong = all.AurocDeLong!.Value,
            AveragePrecision = all.AveragePrecision!.Value.Value,
            SensitivityAt95Specificity = all.SensitivityAt95Specificity!.Value.Value,
            SpecificityAt95Sensitivity = all.SpecificityAt95Sensitivity!.Value.Value,
            PositivePredictiveValue = all.PositivePredictiveValue?.Value,
            NegativePredictiveValue = all.NegativePredictiveValue?.Value,
            F1 = all.F1?.Value,
            MatthewsCorrelation = all.MatthewsCorrelation?.Value,
            EceOfPerfectModel = all.EceOfPerfectModel!.Value,
            CalibrationSlope = all.CalibrationSlope,
            CalibrationIntercept = all.CalibrationIntercept,
            Figures = all,
            Prevalence = options.Prevalence,
            Ungated = options.Ungated,
            Groups = [.. groups.Select(g => Group(measure, g, outcomes))],
            DecisionCurve = curve,
            Probes = options.Probes ? Probes(outcomes, films, labels, options) : null,
            Resamples = options.Resamples,
            Seed = options.Seed,
            Seconds = took.TotalSeconds,
            FilmsPerSecond = outcomes.Count / Math.Max(took.TotalSeconds, 1e-9),
            NotAssessed = refused,
        };
        var bootstrap = new PatientBootstrap([.. films.Select(f => f.Patient)], labels, options.Resamples, options.Seed);
        var plots = new PlotData(
            roc.Value, RocCurve.Band(probabilities, labels, bootstrap), ExpectedCalibrationError.Bins(probabilities, labels).Value,
            Histogram(probabilities), curve);
        return new EvaluationReport(summary, films, plots);
    }

    private static GroupFigures Group(GroupMeasurement measure, FilmGroup group, IReadOnlyList<FilmOutcome> outcomes)
    {
        ScoredFilm[] films = [.. group.Places.Select(i => outcomes[i].Score).OfType<ScoredFilm>()];
        return measure.Group(group.Column, group.Value, films, group.Places.Count - films.Length);
    }

    private static IReadOnlyList<ShortcutProbe> Probes(IReadOnlyList<FilmOutcome> outcomes, ScoredFilm[] films, int[] labels, EvaluationOptions options) =>
        ShortcutProbes.Measure([.. outcomes.Select(o => o.Statistics).OfType<FilmStatistics>()], [.. films.Select(f => f.Patient)], labels, options);

    private static PopulationMetrics Population(LabelledSet set, EvaluationOptions options, GroupFigures all) => new()
    {
        DataSet = set.Name,
        Population = options.Population ?? set.Name,
        Films = all.Films,
        Patients = all.Patients,
        Positives = all.Positives,
        NotAssessed = all.NotAssessed,
        Auroc = all.Auroc!.Value,
        Sensitivity = all.Sensitivity!.Value,
        Specificity = all.Specificity!.Value,
        Accuracy = all.ConfusionMatrix!.Accuracy.Value,
        Brier = all.Brier!.Value.Value,
        Ece = all.Ece,
        ConfusionMatrix = all.ConfusionMatrix,
    };

    private static int[] Histogram(double[] probabilities)
    {
        var bars = new int[HistogramBars];
        foreach (var p in probabilities) bars[Math.Min(HistogramBars - 1, (int)(p * HistogramBars))]++;
        return bars;
    }
}
