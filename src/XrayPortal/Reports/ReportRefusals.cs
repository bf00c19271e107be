using XrayPortal.Imaging;

namespace XrayPortal.Reports;

internal static class ReportRefusals
{
    public static readonly Refusal FilmNotFound = new(
        "report.film-not-found", RefusalKind.NotFound, "There is no such film. Go back to the worklist and choose another.");

    public static readonly Refusal NotFinished = new(
        "report.not-finished", RefusalKind.Conflict, "The film waits for its result or is being scored. Try again when its state is done.");

    public static readonly Refusal FilmFailed = new(
        "report.film-failed", RefusalKind.Conflict, "The film could not be processed, so there is nothing to report. Its page says why and what to do.");
}
