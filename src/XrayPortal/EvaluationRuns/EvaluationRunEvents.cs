using XrayPortal.Accounts;
using XrayPortal.Audit;

namespace XrayPortal.EvaluationRuns;

internal static class EvaluationRunEvents
{
    public const string Subject = "evaluation-run";
    public const string StartedAction = "evaluation-run.started";
    public const string EndedAction = "evaluation-run.ended";

    public static AuditEvent Started(EvaluationRun run, Reader actor, DateTimeOffset at) => AuditEvent.Of(
        actor, StartedAction, Subject, run.Id.ToString(), Outcomes.Done, $"{run.ModelName} {run.ModelVersion} on {run.DataPath} {run.Split}".TrimEnd(), at);

    public static AuditEvent Ended(EvaluationRun run, DateTimeOffset at) => AuditEvent.Of(
        null, EndedAction, Subject, run.Id.ToString(), run.State is EvaluationRunState.Failed ? Outcomes.Failed : Outcomes.Done, "", at); // a message may name rows of the set, and so patients
}
