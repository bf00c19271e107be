using System.Globalization;
using Microsoft.Extensions.Primitives;
using XrayPortal.Films;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Dicom;

namespace XrayPortal.DicomWeb;

/// <summary>What is searched for: conditions on films, and which part of what is found is wanted.</summary>
/// <param name="Conditions">All must hold.</param>
/// <param name="Keys">Keywords of the conditions, for the audit trail; never their values.</param>
/// <param name="Unsupported">Keywords of attributes that nothing is known of here: they were not looked at.</param>
/// <param name="Fuzzy">Whether names were to be matched fuzzily.</param>
internal sealed record QidoQuery(
    IReadOnlyList<Func<IQueryable<Film>, IQueryable<Film>>> Conditions, IReadOnlyList<string> Keys, IReadOnlyList<string> Unsupported,
    bool Fuzzy, int Offset, int Limit)
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1000;

    /// <summary>Reads the query of an address.</summary>
    /// <remarks>Source: DICOM PS3.18, 8.3.4.</remarks>
    public static Result<QidoQuery> Parse(IEnumerable<KeyValuePair<string, StringValues>> parameters)
    {
        var query = new QidoQuery([], [], [], false, 0, DefaultLimit);
        foreach (var (name, values) in parameters)
        {
            var value = string.Join(',', values.ToArray()); // the same key twice is a list
            var read = name.ToLowerInvariant() switch
            {
                "limit" => Number(value, 1) is { } limit ? query with { Limit = Math.Min(limit, MaxLimit) } : DicomWebRefusals.Query("limit"),
                "offset" => Number(value, 0) is { } offset ? query with { Offset = offset } : DicomWebRefusals.Query("offset"),
                "fuzzymatching" => query with { Fuzzy = value.Equals("true", StringComparison.OrdinalIgnoreCase) },
                "includefield" => query, // all that is known is given anyway
                _ => query.With(name, value),
            };
            if (read.IsRefused) return read;
            query = read.Value;
        }

        return query;
    }

    private Result<QidoQuery> With(string name, string value)
    {
        if (KeywordOf(name) is not { } keyword) return DicomWebRefusals.UnknownAttribute;
        if (value.Length == 0) return this; // universal matching (PS3.4, C.2.2.2.3)
        if (!QidoMatching.Supported.TryGetValue(keyword, out var match)) return this with { Unsupported = [.. Unsupported, keyword] };
        return match(value) is { } condition
            ? this with { Conditions = [.. Conditions, condition], Keys = [.. Keys, keyword] }
            : DicomWebRefusals.Query(keyword);
    }

    // A path into a sequence goes by its first attribute, none of which is matched here.
    private static string? KeywordOf(string name)
    {
        var first = name.Split('.')[0];
        if (first.Length == 8 && uint.TryParse(first, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
            return DicomDictionary.Find(new DicomTag((ushort)(number >> 16), (ushort)number))?.Keyword;
        return DicomDictionary.TryFind(first, out _) ? first : null;
    }

    private static int? Number(string text, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least ? number : null;
}
