namespace XrayPortal.Accounts;

/// <summary>The first page of a person: the worklist, or the audit trail for those who may see nothing else.</summary>
internal static class Home
{
    public static string For(IReadOnlyList<string> roles, string? returnUrl)
    {
        var wanted = LocalUrl.Or(returnUrl, "/");
        return wanted == "/" && roles.Count > 0 && roles.All(r => r == Roles.Auditor) ? "/audit" : wanted;
    }
}
