using XrayPortal.Data;

namespace XrayPortal.Flags;

/// <summary>What a reader says, as it comes in.</summary>
/// <param name="Opinion"><c>agree</c> or <c>disagree</c>.</param>
/// <param name="Label"><c>normal</c> or <c>pneumonia</c>: what the reader sees; with a disagreement, optional.</param>
/// <param name="Reason">One of <see cref="FlagReasons"/>; empty with an agreement.</param>
/// <param name="Comment">At most 1000 characters, without anything that names a person.</param>
public sealed record FlagDraft(string? Opinion, string? Label = null, string? Reason = null, string? Comment = null);

/// <summary>A flag as the API shows it.</summary>
public sealed record FlagView(
    Guid Id, string Opinion, string? Label, string Reason, string? Comment, string Reader, DateTimeOffset RaisedAt,
    DateTimeOffset? WithdrawnAt, string ModelName, string ModelVersion)
{
    public static FlagView From(Flag flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return new FlagView(
            flag.Id, KebabEnum.Text(flag.Opinion), flag.Label is { } label ? KebabEnum.Text(label) : null, flag.Reason, flag.Comment,
            flag.ReaderName, flag.RaisedAt, flag.WithdrawnAt, flag.ModelName, flag.ModelVersion);
    }
}

/// <summary>Why a reader disagrees: a closed list, so that reasons can be counted.</summary>
public static class FlagReasons
{
    public const string None = "none";

    /// <summary>Code and words, in the order of the list on the page.</summary>
    public static IReadOnlyList<(string Code, string Words)> All { get; } =
    [
        ("missed-opacity", "An opacity was missed"),
        ("no-opacity", "There is no opacity where the model sees one"),
        ("other-finding", "Another finding explains it"),
        ("device-or-text", "A device, tube or text misled the model"),
        ("poor-film", "The film is too poor to be judged"),
        ("wrong-map", "Right result, but the map points elsewhere"),
        ("other", "Something else (say it in the comment)"),
    ];

    public static string Words(string code) => All.FirstOrDefault(r => r.Code == code).Words ?? code;
}
