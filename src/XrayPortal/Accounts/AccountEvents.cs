using XrayPortal.Audit;

namespace XrayPortal.Accounts;

/// <summary>What the audit trail says of accounts. Detail names roles and accounts, never a password or token.</summary>
internal static class AccountEvents
{
    public const string SignedIn = "account.signed-in";
    public const string SignedOut = "account.signed-out";
    public const string Created = "account.created";
    public const string RolesChanged = "account.roles-changed";
    public const string Locked = "account.locked";
    public const string Unlocked = "account.unlocked";
    public const string PasswordReset = "account.password-reset";
    public const string PasswordChanged = "account.password-changed";
    public const string TokenCreated = "token.created";
    public const string TokenRevoked = "token.revoked";

    public static AuditEvent Of(
        Reader? actor, string action, PortalUser subject, string detail, DateTimeOffset at, string outcome = Outcomes.Done) =>
        AuditEvent.Of(actor, action, "account", subject.UserName!, outcome, detail, at);

    public static AuditEvent OfToken(Reader actor, string action, AccessToken token, DateTimeOffset at) =>
        AuditEvent.Of(actor, action, "token", token.Id.ToString(), Outcomes.Done, $"expires {token.ExpiresAt:yyyy-MM-dd}", at);
}
