namespace XrayPortal.Accounts;

/// <summary>Where to go after signing in: only ever to a page of ours.</summary>
internal static class LocalUrl
{
    public static string Or(string? url, string fallback) =>
        url is ['/', ..] && url is not ['/', '/' or '\\', ..] && !url.Any(char.IsControl) ? url : fallback;
}
