using XrayPortal.Imaging;
using XrayPortal.Inference.Metrics;

namespace XrayPortal.Training.Saliency;

/// <summary>Rows of films to figures of a set.</summary>
internal static class SetSummary
{
    public static IReadOnlyList<LungFigures> Lungs(IReadOnlyList<FilmRow> rows) =>
    [
        .. from row in rows
           where row.Lungs is not null
           group row by (row.Method, row.Lungs!.Kind, row.Label) into alike
           let told = alike.Where(r => r.Lungs!.Share is not null).ToArray()
           where told.Length > 0
           orderby alike.Key
           select new LungFigures(
               alike.Key.Method, alike.Key.Kind, alike.Key.Label == 1 ? "pneumonia" : "normal", told.Length, alike.Count() - told.Length,
               Mean(told, r => r.Lungs!.Share!.Value), told.Average(r => r.Lungs!.Area), Mean(told, r => r.Lungs!.Share!.Value - r.Lungs.Area)),
    ];

    /// <param name="learnt">Points chosen on training films; null where none of these has boxes.</param>
    public static IReadOnlyList<PointingFigures> Pointing(IReadOnlyList<FilmRow> rows, FixedPoints? learnt) =>
        [.. rows.Where(r => r.Boxes.Count > 0).GroupBy(r => r.Method).Select(own => Pointing(own.Key, [.. own], learnt))];

    public static CompletenessFigures? Completeness(IReadOnlyList<FilmRow> rows)
    {
        double[] errors = [.. rows.Where(r => r.CompletenessError is not null).Select(r => r.CompletenessError!.Value).Order()];
        if (errors.Length == 0) return null;
        var median = (errors[(errors.Length - 1) / 2] + errors[errors.Length / 2]) / 2;
        return new CompletenessFigures(errors.Length, median, errors[^1], errors.Count(e => e <= 0.01) / (double)errors.Length);
    }

    private static PointingFigures Pointing(SaliencyMethod method, FilmRow[] rows, FixedPoints? learnt)
    {
        (string Name, (double X, double Y) Point)[] points = learnt is null
            ? [("middle of the film", (0.5, 0.5))]
            : [("middle of the film", learnt.Middle), ("mean box centre of training", learnt.MeanCentre), ("best point of training", learnt.Best)];
        var best = points[^1].Point;
        return new PointingFigures(
            method, rows.Length, rows.Count(r => r.Peak is null), Share(rows, r => r.Hit == true), rows.Average(r => Covered(r.Boxes)),
            [.. points.Select(p => new FixedPointFigures(p.Name, p.Point.X, p.Point.Y, Share(rows, r => FixedPoints.Hit(p.Point, r.Boxes))))],
            Mean(rows, r => (r.Hit == true ? 1 : 0) - (FixedPoints.Hit(best, r.Boxes) ? 1 : 0)));
    }

    private static MetricInterval Share(FilmRow[] rows, Func<FilmRow, bool> holds) => Wilson.Interval(rows.Count(holds), rows.Length).Value; // there are rows

    private static MetricInterval Mean(FilmRow[] rows, Func<FilmRow, double> value)
    {
        double[] values = [.. rows.Select(value)];
        var bootstrap = new PatientBootstrap([.. rows.Select(r => r.Patient)], [.. rows.Select(r => r.Label)]);
        return bootstrap.Interval(films => films.Average(i => values[i])).Value; // every draw holds films
    }

    /// <summary>Share of the film that boxes cover together.</summary>
    private static double Covered(IReadOnlyList<Box> boxes)
    {
        const int grid = 200;
        return Enumerable.Range(0, grid * grid).Count(i => FixedPoints.Hit((((i % grid) + 0.5) / grid, ((i / grid) + 0.5) / grid), boxes)) / (double)(grid * grid);
    }
}
