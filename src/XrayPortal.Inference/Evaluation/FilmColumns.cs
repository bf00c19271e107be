using System.Globalization;

namespace XrayPortal.Inference.Evaluation;

/// <summary>What a film has in a column of its manifest; split, age, sex and view are there for films out of folders, too.</summary>
public static class FilmColumns
{
    /// <summary>Whether films can be parted by the column, or by all of them in <c>a+b</c>: at least one film has something there.</summary>
    public static bool Holds(IReadOnlyList<LabelledFilm> films, string columns) =>
        columns.ToLowerInvariant().Split('+', StringSplitOptions.TrimEntries).All(c => films.Any(f => Value(f, c) is not null));

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
