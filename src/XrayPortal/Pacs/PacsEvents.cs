using XrayPortal.Accounts;
using XrayPortal.Audit;
using XrayPortal.Films;

namespace XrayPortal.Pacs;

/// <summary>Audit events about exchange with archives. Details name archive, counts and codes, nothing of a patient.</summary>
internal static class PacsEvents
{
    public const string RequestedAction = "transfer.requested";
    public const string SentAction = "transfer.sent";
    public const string FailedAction = "transfer.failed";
    public const string SearchedAction = "archive.searched";
    public const string PulledAction = "archive.pulled";

    public const string RuleAction = "pull-rule.changed";

    public static AuditEvent RuleChanged(PullRule rule, string what, Reader actor, DateTimeOffset at) => AuditEvent.Of(
        actor, RuleAction, "pull-rule", rule.Id.ToString(), Outcomes.Done,
        $"{what}: {rule.Archive}, {rule.Modalities}, {(rule.BodyParts.Length == 0 ? "any body part" : rule.BodyParts)}, every {rule.EveryMinutes} minutes", at);

    public static AuditEvent Requested(Transfer transfer, Reader? actor, DateTimeOffset at) => AuditEvent.Of(
        actor, RequestedAction, FilmEvents.Subject, transfer.FilmId.ToString(), Outcomes.Done, $"to {transfer.Archive}", at);

    public static AuditEvent Sent(Transfer transfer, int objects, DateTimeOffset at) => AuditEvent.Of(
        null, SentAction, FilmEvents.Subject, transfer.FilmId.ToString(), Outcomes.Done,
        $"to {transfer.Archive}: {transfer.ObjectsSent} objects sent, {objects - transfer.ObjectsSent} were there, attempt {transfer.Attempts}", at);

    public static AuditEvent Failed(Transfer transfer, DateTimeOffset at) => AuditEvent.Of(
        null, FailedAction, FilmEvents.Subject, transfer.FilmId.ToString(), Outcomes.Failed,
        $"to {transfer.Archive}: {transfer.ReasonCode} after {transfer.Attempts} attempts", at);
}
