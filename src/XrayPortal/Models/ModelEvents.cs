using XrayPortal.Accounts;
using XrayPortal.Audit;
using XrayPortal.Imaging;

namespace XrayPortal.Models;

internal static class ModelEvents
{
    public const string Subject = "model";
    public const string ActivatedAction = "model.activated";
    public const string AddedAction = "model.added";

    public static AuditEvent Activated(ModelActivation activation, string sha256, Reader? actor) => AuditEvent.Of(
        actor, ActivatedAction, Subject, Id(activation.Name, activation.Version), Outcomes.Done, $"{activation.Reason} (model.onnx sha256 {sha256})", activation.At);

    public static AuditEvent Refused(string name, string version, Refusal refusal, Reader actor, DateTimeOffset at) => AuditEvent.Of(
        actor, ActivatedAction, Subject, Id(name, version), Outcomes.Refused, refusal.Code, at);

    public static AuditEvent Added(string name, string version, string from, DateTimeOffset at) => AuditEvent.Of(
        null, AddedAction, Subject, Id(name, version), Outcomes.Done, from, at);

    public static string Id(string name, string version) => $"{name}/{version}";
}
