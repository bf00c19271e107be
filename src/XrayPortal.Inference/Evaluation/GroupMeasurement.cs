using XrayPortal.Imaging;
using XrayPortal.Inference.Metrics;

namespace XrayPortal.Inference.Evaluation;

/// <summary>Every figure of some films, all intervals from the same drawings of patients.</summary>
internal sealed class GroupMeasurement(EvaluationOptions options, double threshold, double temperature)
{
    /// <summary>Films of each class below which a part of the set gets counts only.</summary>
    public const int LeastOfAClass = 10;

    private enum Figure
    {
        Auroc, AveragePrecision, Sensitivity, Specificity, F1, Matthews, Ppv, Npv, PpvAt, NpvAt, Sensitivity90, Sensitivity95, Specificity90, Specificity95, Brier,
    }

    /// <summary>All films of a set, however few.</summary>
    public GroupFigures All(IReadOnlyList<ScoredFilm> films, int notAssessed) => Of("", "all", films, notAssessed, least: 1);

    /// <summary>The films of a group, or what it lacks.</summary>
    public GroupFigures Group(string column, string value, IReadOnlyList<ScoredFilm> films, int notAssessed) => Of(column, value, films, notAssessed, LeastOfAClass);

    private GroupFigures Of(string column, string value, IReadOnlyList<ScoredFilm> films, int notAssessed, int least)
    {
        double[] probabilities = [.. films.Select(f => f.Probability)];
        int[] labels = [.. films.Select(f => f.Label)];
        var positives = labels.Sum();
        var counts = new GroupFigures
        {
            Column = column,
            Value = value,
            Films = films.Count,
            Patients = films.Select(f => f.Patient).Distinct(StringComparer.Ordinal).Count(),
            Positives = positives,
            NotAssessed = notAssessed,
            ConfusionMatrix = ConfusionMatrix.Of(probabilities, labels, threshold),
        };
        if (Math.Min(positives, films.Count - positives) < least)
            return counts with { Note = $"{positives} films with pneumonia and {films.Count - positives} normal: too few for figures (at least {least} of each)" };
        return WithFigures(counts, films, probabilities, labels);
    }

    private GroupFigures WithFigures(GroupFigures counts, IReadOnlyList<ScoredFilm> films, double[] probabilities, int[] labels)
    {
        var ranked = new RankedFilms(probabilities, labels);
        var bootstrap = new PatientBootstrap([.. films.Select(f => f.Patient)], labels, options.Resamples, options.Seed);
        var intervals = bootstrap.Intervals(times => Figures(ranked.Of(times, threshold), Squares(probabilities, labels, times)));
        MetricInterval? Interval(Figure figure) => intervals[(int)figure];
        var matrix = counts.ConfusionMatrix!;
        var line = CalibrationLine.Fit([.. films.Select(f => f.Logit / temperature)], labels);
        return counts with
        {
            Auroc = Interval(Figure.Auroc),
            AurocDeLong = DeLong.Interval(probabilities, labels).Value,
            AveragePrecision = Interval(Figure.AveragePrecision),
            Sensitivity = Interval(Figure.Sensitivity),
            SensitivityWilson = Wilson.Interval(matrix.TruePositives, matrix.Positives).Value,
            Specificity = Interval(Figure.Specificity),
            SpecificityWilson = Wilson.Interval(matrix.TrueNegatives, matrix.Negatives).Value,
            F1 = Interval(Figure.F1),
            MatthewsCorrelation = Interval(Figure.Matthews),
            PositivePredictiveValue = Interval(Figure.Ppv),
            NegativePredictiveValue = Interval(Figure.Npv),
            PositivePredictiveValueAtPrevalence = Interval(Figure.PpvAt),
            NegativePredictiveValueAtPrevalence = Interval(Figure.NpvAt),
            SensitivityAt90Specificity = Interval(Figure.Sensitivity90),
            SensitivityAt95Specificity = Interval(Figure.Sensitivity95),
            SpecificityAt90Sensitivity = Interval(Figure.Specificity90),
            SpecificityAt95Sensitivity = Interval(Figure.Specificity95),
            Brier = Interval(Figure.Brier),
            Ece = ExpectedCalibrationError.Of(probabilities, labels).Value,
            EceOfPerfectModel = ExpectedCalibrationError.Noise(probabilities, seed: options.Seed).Value,
            CalibrationSlope = line.IsRefused ? null : line.Value.Slope,
            CalibrationIntercept = line.IsRefused ? null : line.Value.Intercept,
        };
    }

    private double[] Figures(RankedFigures? ranked, double brier)
    {
        var figures = new double[Enum.GetValues<Figure>().Length];
        Array.Fill(figures, double.NaN);
        if (ranked is not { } own) return figures;
        var matrix = own.AtThreshold;
        double sensitivity = matrix.Sensitivity.Value, specificity = matrix.Specificity.Value;
        void Set(Figure figure, double? value) => figures[(int)figure] = value ?? double.NaN;
        Set(Figure.Auroc, own.Auroc);
        Set(Figure.AveragePrecision, own.AveragePrecision);
        Set(Figure.Sensitivity, sensitivity);
        Set(Figure.Specificity, specificity);
        Set(Figure.F1, Defined(matrix.F1));
        Set(Figure.Matthews, Defined(matrix.MatthewsCorrelation));
        Set(Figure.Ppv, Defined(matrix.PositivePredictiveValue));
        Set(Figure.Npv, Defined(matrix.NegativePredictiveValue));
        Set(Figure.PpvAt, options.Prevalence is { } p ? PredictiveValues.Positive(sensitivity, specificity, p) : null);
        Set(Figure.NpvAt, options.Prevalence is { } q ? PredictiveValues.Negative(sensitivity, specificity, q) : null);
        Set(Figure.Sensitivity90, own.SensitivityAt90Specificity);
        Set(Figure.Sensitivity95, own.SensitivityAt95Specificity);
        Set(Figure.Specificity90, own.SpecificityAt90Sensitivity);
        Set(Figure.Specificity95, own.SpecificityAt95Sensitivity);
        Set(Figure.Brier, brier);
        return figures;
    }

    private static double Squares(double[] probabilities, int[] labels, int[] times)
    {
        double sum = 0, films = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            sum += times[i] * (probabilities[i] - labels[i]) * (probabilities[i] - labels[i]);
            films += times[i];
        }

        return sum / films;
    }

    private static double? Defined(Result<double> figure) => figure.IsRefused ? null : figure.Value;
}
