using System.ComponentModel.DataAnnotations;

namespace XrayPortal.Accounts;

/// <summary>Section <c>Accounts</c>.</summary>
public sealed class AccountsOptions
{
    /// <summary>Tries to sign in, from one address, in one minute.</summary>
    [Range(1, 10_000)]
    public int SignInsPerMinute { get; set; } = 20;
}
