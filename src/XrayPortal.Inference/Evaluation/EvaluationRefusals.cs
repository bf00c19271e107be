using XrayPortal.Imaging;

namespace XrayPortal.Inference.Evaluation;

/// <summary>What a film of a labelled set can fail with beyond decoding and scoring.</summary>
public static class EvaluationRefusals
{
    public static readonly Refusal UnreadableFile = new(
        "evaluation.unreadable-file", RefusalKind.Unavailable, "The file could not be read from the disk. Check that it is still there and may be read.");

    public static Refusal NoSuchAgeGroup(string name, IEnumerable<string> known) => new(
        "evaluation.no-such-age-group", RefusalKind.Invalid, $"The model has no group of ages '{name}'. Its groups are: {string.Join(", ", known)}.");

    public static Refusal NoSuchColumn(string name, IEnumerable<string> known) => new(
        "evaluation.no-such-column", RefusalKind.Invalid, $"No film of the set has anything in a column '{name}'. The columns are: {string.Join(", ", known)}.");

    public static Refusal BadFilter(string text) => new(
        "evaluation.bad-filter", RefusalKind.Invalid, $"'{text}' is no filter. Write column=value or column!=value.");

    public static Refusal TooManyGroups(string column, int groups, int most) => new(
        "evaluation.too-many-groups", RefusalKind.Invalid,
        $"The column '{column}' parts the films into {groups} groups, more than {most}. Choose a column with fewer values.");

    public static readonly Refusal NoCommonFilms = new(
        "evaluation.no-common-films", RefusalKind.Invalid,
        "The films that both models assessed are not of both classes, so the models cannot be compared. Compare them with --ungated.");
}
