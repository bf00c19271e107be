using XrayPortal.Accounts;
using XrayPortal.Audit;

namespace XrayPortal.TrainingRuns;

internal static class TrainingRunEvents
{
    public const string Subject = "training-run";
    public const string StartedAction = "training-run.started";
    public const string StopAction = "training-run.stop-asked";
    public const string ResumedAction = "training-run.resumed";
    public const string EndedAction = "training-run.ended";

    public static AuditEvent Started(TrainingRun run, Reader actor, DateTimeOffset at) => AuditEvent.Of(
        actor, StartedAction, Subject, run.Id.ToString(), Outcomes.Done,
        $"{run.Name} on {string.Join(", ", [run.DataPath, .. TrainingPlan.Read(run.RecipeJson).With ?? []])}{(run.IncludeFlagged ? ", flagged cases taken in" : "")}", at);

    public static AuditEvent Resumed(TrainingRun run, Reader actor, DateTimeOffset at) => AuditEvent.Of(
        actor, ResumedAction, Subject, run.Id.ToString(), Outcomes.Done, "", at);

    public static AuditEvent Ended(TrainingRun run, DateTimeOffset at) => AuditEvent.Of(
        null, EndedAction, Subject, run.Id.ToString(), run.State is TrainingRunState.Failed ? Outcomes.Failed : Outcomes.Done,
        run.ModelVersion is null ? "" : $"{run.ModelName} {run.ModelVersion}", at); // a message may name rows of the set, and so patients
}
