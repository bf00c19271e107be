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

    public static readonly Refusal DamagedFilm = new(
        "pacs.damaged-film", RefusalKind.Conflict, "The film's file is damaged or nested too deep behind its pixels, so it is not sent on. Send the archive a sound copy, then the results.");

    public static readonly Refusal GivenUp = new(
        "pacs.given-up", RefusalKind.Unavailable, "The result could not be sent for a fault of the portal. Tell the administrator.");

    public static readonly Refusal SearchText = new(
        "pacs.search-text", RefusalKind.Invalid, "Patient and accession number have at most 64 characters. Shorten them.");

    public static readonly Refusal SearchDates = new(
        "pacs.search-dates", RefusalKind.Invalid, "The first day lies behind the last one. Change one of them.");

    public static readonly Refusal SearchTooWide = new(
        "pacs.search-too-wide", RefusalKind.Invalid, "Name a patient, an accession number, or both ends of a span of days.");

    public static readonly Refusal StudyUid = new(
        "pacs.study-uid", RefusalKind.Invalid, "That is no identifier of a study: at most 64 digits and dots. Search for the study and choose it.");

    public static readonly Refusal NoRadiographs = new(
        "pacs.no-radiographs", RefusalKind.NotFound, "The archive has no radiographs (CR, DX) of that study. Choose another study.");

    public static readonly Refusal OtherObject = new(
        "pacs.other-object", RefusalKind.Conflict, "The archive gave another object than was asked for; it was not taken. Tell its administrator.");

    public static readonly Refusal NoSuchRule = new(
        "pacs.no-such-rule", RefusalKind.NotFound, "There is no such rule; somebody removed it meanwhile.");

    public static readonly Refusal RuleModalities = new(
        "pacs.rule-modalities", RefusalKind.Invalid, "Name one to six modalities, such as CR, DX.");

    public static readonly Refusal RuleBodyParts = new(
        "pacs.rule-body-parts", RefusalKind.Invalid, "Name at most six body parts as DICOM writes them, such as CHEST, or leave the field empty.");

    public static readonly Refusal RuleInterval = new(
        "pacs.rule-interval", RefusalKind.Invalid, "A rule runs every 1 to 1440 minutes. Change the number.");

    public static Refusal TooManyImages(int images, int most) => new(
        "pacs.too-many-images", RefusalKind.TooLarge, $"The study has {images} radiographs; at most {most} of one study are fetched at once. Fetch them by other means.");

    public static Refusal Status(int status) => new(
        "pacs.status", RefusalKind.Unavailable, $"The archive refused the request with status {status}. Tell the administrator.");

    /// <param name="reasons">Failure reasons as the archive gave them. None at all, or none but a lack of room (A7xx), may mend by itself.</param>
    public static Refusal NotStored(int objects, IReadOnlyList<int> reasons) => new(
        "pacs.not-stored", reasons.All(r => r is >= 0xA700 and <= 0xA7FF) ? RefusalKind.Unavailable : RefusalKind.Conflict,
        $"The archive did not store {objects} of the objects{(reasons.Distinct().Select(r => $"{r:X4}H").ToList() is { Count: > 0 } all ? $" (failure reason {string.Join(", ", all)})" : "")}. Tell its administrator.");
}
