using XrayPortal.Accounts;
using XrayPortal.Audit;
using XrayPortal.Imaging;

namespace XrayPortal.Films;

/// <summary>Audit events about films. Details hold no patient data and no file names.</summary>
internal static class FilmEvents
{
    public const string Subject = "film";
    public const string UploadedAction = "film.uploaded";
    public const string RefusedAction = "film.refused";
    public const string ScoredAction = "film.scored";
    public const string NotAssessedAction = "film.not-assessed";
    public const string FailedAction = "film.failed";
    public const string ViewedAction = "film.viewed";
    public const string DownloadedAction = "film.downloaded";

    public static AuditEvent Uploaded(Film film, Reader actor, DateTimeOffset at) => AuditEvent.Of(
        actor, UploadedAction, Subject, film.Id.ToString(), Outcomes.Done, $"{film.Format}, {film.Bytes} bytes, sha256 {film.Sha256}", at);

    public static AuditEvent UploadedAgain(Film film, Reader actor, DateTimeOffset at) => AuditEvent.Of(
        actor, UploadedAction, Subject, film.Id.ToString(), Outcomes.Done, "The same file was sent again; the known film was given.", at);

    public static AuditEvent Refused(Refusal refusal, Reader actor, DateTimeOffset at) => AuditEvent.Of(
        actor, RefusedAction, Subject, "", Outcomes.Refused, refusal.Code, at);

    public static AuditEvent Scored(Film film, FilmResult result, DateTimeOffset at) => AuditEvent.Of(
        null, ScoredAction, Subject, film.Id.ToString(), Outcomes.Done,
        $"{result.ModelName} {result.ModelVersion}: {result.Call}, probability {result.Probability:0.0000}, threshold {result.Threshold:0.0000}" +
        (film.Synthetic ? "; drawn film, gate not asked" : ""), at);

    public static AuditEvent NotAssessed(Film film, Refusal refusal, DateTimeOffset at) => AuditEvent.Of(
        null, NotAssessedAction, Subject, film.Id.ToString(), Outcomes.Refused, refusal.Code, at);

    public static AuditEvent Failed(Film film, Refusal refusal, DateTimeOffset at) => AuditEvent.Of(
        null, FailedAction, Subject, film.Id.ToString(), Outcomes.Failed, refusal.Code, at);

    public static AuditEvent Viewed(Guid filmId, Reader actor, DateTimeOffset at) => AuditEvent.Of(
        actor, ViewedAction, Subject, filmId.ToString(), Outcomes.Done, "", at);

    public static AuditEvent Downloaded(Guid filmId, string what, Reader actor, DateTimeOffset at) => AuditEvent.Of(
        actor, DownloadedAction, Subject, filmId.ToString(), Outcomes.Done, what, at);
}
