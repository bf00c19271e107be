using XrayPortal.Accounts;
using XrayPortal.Audit;
using XrayPortal.Data;

namespace XrayPortal.Flags;

/// <summary>Audit events about flags. Their subject is the film, so that a film's history is one list.</summary>
internal static class FlagEvents
{
    public const string RaisedAction = "flag.raised";
    public const string WithdrawnAction = "flag.withdrawn";

    public static AuditEvent Raised(Flag flag, Reader reader) => AuditEvent.Of(
        reader, RaisedAction, "film", flag.FilmId.ToString(), Outcomes.Done,
        $"{KebabEnum.Text(flag.Opinion)}, reason {flag.Reason}, model {flag.ModelName} {flag.ModelVersion}, flag {flag.Id}", flag.RaisedAt);

    public static AuditEvent Withdrawn(Flag flag, Reader reader, DateTimeOffset at) => AuditEvent.Of(
        reader, WithdrawnAction, "film", flag.FilmId.ToString(), Outcomes.Done, $"flag {flag.Id}", at);
}
