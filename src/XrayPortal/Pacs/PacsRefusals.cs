using XrayPortal.Imaging;

namespace XrayPortal.Pacs;

/// <summary>What exchange with an archive fails with.</summary>
internal static class PacsRefusals
{
    public static readonly Refusal NoSuchArchive = new(
        "pacs.no-such-archive", RefusalKind.NotFound, "There is no archive of that name. Choose one that the administrator has set up.");

    public static readonly Refusal TakesNoResults = new(
        "pacs.takes-no-results", RefusalKind.Conflict, "That archive is not set up to take results. Choose another, or ask the administrator.");

    public static readonly Refusal NoResult = new(
        "pacs.no-result", RefusalKind.Conflict, "This film has no result to send. Wait until it is done.");

    public static readonly Refusal Unreachable = new(
        "pacs.unreachable", RefusalKind.Unavailable, "The archive does not answer. It is tried again by itself; if that does not help, tell the administrator.");

    public static readonly Refusal NotAllowed = new(
        "pacs.not-allowed", RefusalKind.Unavailable, "The archive does not accept the portal's credentials. Tell the administrator.");

    public static readonly Refusal BadAnswer = new(
        "pacs.bad-answer", RefusalKind.Unavailable, "The archive's answer cannot be understood. Tell the administrator.");

    public static readonly Refusal TooLargeAnswer = new(
        "pacs.too-large-answer", RefusalKind.TooLarge, "The archive's answer is larger than is read. Narrow the search.");

    public static readonly Refusal GivenUp = new(
        "pacs.given-up", RefusalKind.Unavailable, "The result could not be sent for a fault of the portal. Tell the administrator.");

    public static Refusal Status(int status) => new(
        "pacs.status", RefusalKind.Unavailable, $"The archive refused the request with status {status}. Tell the administrator.");

    /// <param name="reasons">Failure reasons as the archive gave them.</param>
    public static Refusal NotStored(int objects, IEnumerable<int> reasons) => new(
        "pacs.not-stored", RefusalKind.Conflict,
        $"The archive did not store {objects} of the objects{(reasons.Distinct().Select(r => $"{r:X4}H").ToList() is { Count: > 0 } all ? $" (failure reason {string.Join(", ", all)})" : "")}. Tell its administrator.");
}
