using XrayPortal.Imaging;

namespace XrayPortal.Models;

internal static class ModelRefusals
{
    public static readonly Refusal NotFound = new(
        "model.not-found", RefusalKind.NotFound, "There is no such model version here. The page Models lists those that are.");

    public static readonly Refusal NoneAtHand = new(
        "model.none", RefusalKind.Unavailable,
        "No model package was found, so films wait in the queue. Put a package into the folder models, or train one, and put it live.");

    public static readonly Refusal Loading = new(
        "model.loading", RefusalKind.Unavailable, "The models are being opened and checked. This takes a few seconds after a start.");

    public static readonly Refusal ReasonMissing = new(
        "model.reason-missing", RefusalKind.Invalid, "Say in a sentence (at most 500 characters) why this version is put live.");

    public static readonly Refusal LiveAlready = new(
        "model.live-already", RefusalKind.Conflict, "This version is live already.");

    public static readonly Refusal VersionTaken = new(
        "model.version-taken", RefusalKind.Conflict, "There is another package of this name and version. A version is never replaced: choose the next number.");

    public static readonly Refusal Duplicate = new(
        "model.duplicate", RefusalKind.Conflict, "Another folder holds a package of the same name and version, and that one is used. Remove one of the two.");

    public static Refusal Misplaced(string name, string version) => new(
        "model.misplaced", RefusalKind.Conflict,
        $"The manifest says {name} {version}, the folder says otherwise. A package lies in the folder NAME/VERSION of its manifest; move it there.");

    public static Refusal LiveIsGone(string name, string version) => new(
        "model.live-is-gone", RefusalKind.Unavailable,
        $"{name} {version} was put live, and its package is not here any more. Films wait in the queue. Bring the package back or put another version live.");

    public static Refusal LiveIsBroken(string name, string version, Refusal why) => new(
        "model.live-is-broken", RefusalKind.Unavailable,
        $"{name} {version} was put live and cannot be used. Films wait in the queue. {why.Sentence}");
}
