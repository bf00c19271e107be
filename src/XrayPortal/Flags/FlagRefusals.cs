using XrayPortal.Imaging;

namespace XrayPortal.Flags;

internal static class FlagRefusals
{
    public static readonly Refusal FilmNotScored = new(
        "flag.film-not-scored", RefusalKind.Conflict, "This film has no result to agree or disagree with. Wait until it is done.");

    public static readonly Refusal UnknownOpinion = new(
        "flag.unknown-opinion", RefusalKind.Invalid, "The opinion is not \"agree\" or \"disagree\".");

    public static readonly Refusal UnknownLabel = new(
        "flag.unknown-label", RefusalKind.Invalid, "The label is not \"normal\" or \"pneumonia\". Leave it out where neither fits.");

    public static readonly Refusal LabelContradicts = new(
        "flag.label-contradicts", RefusalKind.Invalid, "The label says the opposite of the opinion. Correct one of them.");

    public static readonly Refusal UnknownReason = new(
        "flag.unknown-reason", RefusalKind.Invalid,
        "A disagreement needs a reason: missed-opacity, no-opacity, other-finding, device-or-text, poor-film, wrong-map or other.");

    public static readonly Refusal CommentTooLong = new(
        "flag.comment-too-long", RefusalKind.Invalid, "The comment is longer than 1000 characters. Shorten it.");

    public static readonly Refusal NotFound = new(
        "flag.not-found", RefusalKind.NotFound, "There is no such flag on this film, or it is withdrawn already.");

    public static readonly Refusal NotYours = new(
        "flag.not-yours", RefusalKind.Forbidden, "Only the reader who raised a flag can withdraw it.");
}
