using System.Globalization;
using XrayPortal.Imaging;

namespace XrayPortal.Inference.Evaluation;

/// <summary>A part of the films: those with one value in a column.</summary>
internal sealed record FilmGroup(string Column, string Value, IReadOnlyList<int> Places);

/// <summary>Parts films by columns.</summary>
internal static class FilmGroups
{
    private const int Most = 40;
    private const string NotGiven = "not given";

    /// <summary>Groups of every column, in the order of the columns; within one by number where all values are numbers, else by name, the unknown last.</summary>
    public static Result<IReadOnlyList<FilmGroup>> Of(IReadOnlyList<LabelledFilm> films, EvaluationOptions options)
    {
        var groups = new List<FilmGroup>();
        foreach (var column in options.By)
        {
            string[] parts = [.. column.Split('+', StringSplitOptions.TrimEntries).Select(c => c.ToLowerInvariant())];
            foreach (var part in parts)
                if (films.All(f => FilmColumns.Value(f, part) is null)) return EvaluationRefusals.NoSuchColumn(part, FilmColumns.Of(films));
            var own = films.Select((film, i) => (Values: Array.ConvertAll(parts, p => Value(film, p, options.AgeBands)), Place: i))
                .GroupBy(f => string.Join(", ", f.Values.Select(v => v.Text)), StringComparer.Ordinal)
                .OrderBy(g => g.First().Values, Comparer<(double Order, string Text)[]>.Create(Compare)).ToArray();
            if (own.Length > Most) return EvaluationRefusals.TooManyGroups(column, own.Length, Most);
            groups.AddRange(own.Select(g => new FilmGroup(string.Join("+", parts), g.Key, [.. g.Select(f => f.Place)])));
        }

        return Result.Of<IReadOnlyList<FilmGroup>>(groups);
    }

    // Order: the number a value is or begins at; words after numbers, the unknown last.
    private static (double Order, string Text) Value(LabelledFilm film, string column, IReadOnlyList<double> bands)
    {
        if (FilmColumns.Value(film, column) is not { } text) return (double.PositiveInfinity, NotGiven);
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return (double.MaxValue, text);
        return column == "age" ? Band(number, bands) : (number, text);
    }

    private static (double Order, string Text) Band(double age, IReadOnlyList<double> bands)
    {
        string Years(double years) => years.ToString("0.##", CultureInfo.InvariantCulture);
        if (bands.Count == 0) return (0, "any");
        if (age < bands[0]) return (0, $"under {Years(bands[0])}");
        var band = bands.Count - 1;
        while (bands[band] > age) band--;
        return (bands[band], band == bands.Count - 1 ? $"{Years(bands[band])} and over" : $"{Years(bands[band])} to under {Years(bands[band + 1])}");
    }

    private static int Compare((double Order, string Text)[] a, (double Order, string Text)[] b)
    {
        for (var i = 0; i < a.Length; i++)
        {
            var order = a[i].Order != b[i].Order ? a[i].Order.CompareTo(b[i].Order) : string.CompareOrdinal(a[i].Text, b[i].Text);
            if (order != 0) return order;
        }

        return 0;
    }
}
