using System.Globalization;

namespace XrayPortal.DicomWeb;

/// <summary>A media type with its parameters, as Content-Type and Accept write them.</summary>
/// <param name="Name">Lower case, such as <c>multipart/related</c>; may hold stars.</param>
/// <param name="Parameters">By lower-case name, without quotes.</param>
/// <remarks>Laxer than RFC 9110: peers leave out the quotes that <c>type=application/dicom</c> needs, and the framework's parser refuses it.</remarks>
internal sealed record MediaType(string Name, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>From 0 (not wanted) to 1.</summary>
    public double Quality => Parameters.TryGetValue("q", out var q)
        && double.TryParse(q, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? Math.Clamp(value, 0, 1) : 1;

    public string? this[string parameter] => Parameters.GetValueOrDefault(parameter);

    /// <summary>All of a header, the most wanted ones first.</summary>
    public static IReadOnlyList<MediaType> ParseAll(string? header) =>
        [.. Split(header ?? "", ',').Select(One).Where(type => type.Quality > 0).OrderByDescending(type => type.Quality)];

    /// <returns>Null where the header is absent.</returns>
    public static MediaType? Parse(string? header) => string.IsNullOrWhiteSpace(header) ? null : One(header);

    /// <summary>Whether this, as a range with stars, covers a media type.</summary>
    public bool Covers(string mediaType) =>
        Name == "*/*" || Name == mediaType || (Name.EndsWith("/*", StringComparison.Ordinal) && mediaType.StartsWith(Name[..^1], StringComparison.Ordinal));

    private static MediaType One(string text)
    {
        var parts = Split(text, ';').ToList();
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in parts.Skip(1))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at > 0) parameters.TryAdd(part[..at].Trim().ToLowerInvariant(), part[(at + 1)..].Trim().Trim('"'));
        }

        return new MediaType(parts.Count == 0 ? "" : parts[0].ToLowerInvariant(), parameters);
    }

    private static IEnumerable<string> Split(string text, char separator)
    {
        var (start, quoted) = (0, false);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] == '"') quoted = !quoted;
            if (i < text.Length && (quoted || text[i] != separator)) continue;
            if (text[start..i].Trim() is { Length: > 0 } part) yield return part;
            start = i + 1;
        }
    }
}
