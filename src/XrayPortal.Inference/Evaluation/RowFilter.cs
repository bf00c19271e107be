using XrayPortal.Imaging;

namespace XrayPortal.Inference.Evaluation;

/// <summary>A condition on a column: <c>column=value</c> or <c>column!=value</c>, case of letters aside; an empty value means an empty cell.</summary>
public sealed record RowFilter(string Column, string Value, bool Negated)
{
    public static Result<RowFilter> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.IndexOf('=', StringComparison.Ordinal);
        var negated = at > 0 && text[at - 1] == '!';
        var column = at <= 0 ? "" : text[..(negated ? at - 1 : at)].Trim().ToLowerInvariant();
        return column.Length == 0 ? EvaluationRefusals.BadFilter(text) : new RowFilter(column, text[(at + 1)..].Trim(), negated);
    }

    /// <summary>All conditions, or the refusal of the first that cannot be read.</summary>
    public static Result<IReadOnlyList<RowFilter>> ParseAll(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var filters = new List<RowFilter>();
        foreach (var text in texts)
        {
            var filter = Parse(text);
            if (filter.IsRefused) return filter.Refusal;
            filters.Add(filter.Value);
        }

        return Result.Of<IReadOnlyList<RowFilter>>(filters);
    }

    /// <summary>The films that meet every condition.</summary>
    /// <returns>A refusal where a column is unknown, no film is left, or only one class.</returns>
    public static Result<LabelledSet> Apply(LabelledSet set, IReadOnlyList<RowFilter> filters)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(filters);
        if (filters.Count == 0) return set;
        if (UnknownColumn(filters, set.Films) is { } unknown) return unknown;
        LabelledFilm[] kept = [.. set.Films.Where(f => filters.All(c => c.Holds(f)))];
        if (kept.Length == 0) return LabelledSetRefusals.Empty;
        if (Array.TrueForAll(kept, f => f.Label == kept[0].Label)) return LabelledSetRefusals.OneClass;
        return LabelledSet.Of($"{set.Name} where {string.Join(" and ", filters)}", kept, set.Root);
    }

    /// <returns>A refusal where no film has anything in a column that a condition names; null where all are known.</returns>
    public static Refusal? UnknownColumn(IEnumerable<RowFilter> filters, IReadOnlyList<LabelledFilm> films) =>
        filters.FirstOrDefault(c => films.All(f => FilmColumns.Value(f, c.Column) is null)) is { } unknown
            ? EvaluationRefusals.NoSuchColumn(unknown.Column, FilmColumns.Of(films))
            : null;

    public override string ToString() => $"{Column}{(Negated ? "!=" : "=")}{Value}";

    /// <summary>Whether the film meets the condition; a cell that is not there counts as empty.</summary>
    public bool Holds(LabelledFilm film) => string.Equals(FilmColumns.Value(film, Column) ?? "", Value, StringComparison.OrdinalIgnoreCase) != Negated;
}
