using System.Globalization;
using XrayPortal.Imaging;

namespace XrayPortal.Inference.Evaluation;

/// <summary>What a film has in a column of its manifest; split, age, sex and view are there for films out of folders, too.</summary>
public static class FilmColumns
{
    /// <summary>Whether films can be parted by the column, or by all of them in <c>a+b</c>: at least one film has something there.</summary>
    public static bool Holds(IReadOnlyList<LabelledFilm> films, string columns) =>
        columns.ToLowerInvariant().Split('+', StringSplitOptions.TrimEntries).All(c => films.Any(f => Value(f, c) is not null));

    /// <summary>Columns that figures are worth breaking down by: each gives two groups or more that are large enough for figures, and not too many in all.</summary>
    public static IReadOnlyList<string> ToPartBy(IReadOnlyList<LabelledFilm> films)
    {
        bool IsLargeEnough(FilmGroup group) =>
            group.Places.CountBy(i => films[i].Label) is var classes && classes.Count() == 2 && classes.All(c => c.Value >= GroupMeasurement.LeastOfAClass);
        return [.. Of(films).Where(c => FilmGroups.Of(films, new EvaluationOptions { By = [c] }) is { IsRefused: false } groups && groups.Value.Count(IsLargeEnough) > 1)];
    }

    /// <returns>Why an evaluation would not break its figures down by these columns; null where it would.</returns>
    public static Refusal? Refuse(IReadOnlyList<LabelledFilm> films, IReadOnlyList<string> by) => FilmGroups.Of(films, new EvaluationOptions { By = by }).Refusal;

    internal static string? Value(LabelledFilm film, string column) =>
        film.Facts.TryGetValue(column, out var cell) ? cell : column switch
        {
            "label" => film.Label == 1 ? "pneumonia" : "normal",
            "patient" => film.Patient,
            "split" => film.Split,
            "age" => film.AgeYears?.ToString("R", CultureInfo.InvariantCulture),
            "sex" => film.Sex,
            "view" => film.View,
            _ => null,
        };

    /// <summary>Columns that at least one film has something in, by name.</summary>
    internal static IEnumerable<string> Of(IEnumerable<LabelledFilm> films) =>
        films.SelectMany(f => f.Facts.Keys.Concat(((string[])["split", "age", "sex", "view"]).Where(c => Value(f, c) is not null)))
            .Append("label").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
