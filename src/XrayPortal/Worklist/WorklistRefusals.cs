using XrayPortal.Imaging;

namespace XrayPortal.Worklist;

internal static class WorklistRefusals
{
    public static readonly Refusal BadFilter = new(
        "worklist.bad-filter", RefusalKind.Invalid,
        "A filter is not known. state: queued, running, done, failed, not-assessed; call: suggestive, not-found; q: at most 100 characters.");

    public static readonly Refusal BadCursor = new(
        "worklist.bad-cursor", RefusalKind.Invalid, "The cursor is not one that this list gave out. Start again without it.");

    public static readonly Refusal BadLimit = new(
        "worklist.bad-limit", RefusalKind.Invalid, "The limit is not a number from 1 to 200.");
}
