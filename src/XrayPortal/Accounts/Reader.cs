using System.Security.Claims;

namespace XrayPortal.Accounts;

/// <summary>Who acts: the signed-in person as services and the audit trail see them.</summary>
public sealed record Reader(Guid Id, string Name, IReadOnlyList<string> Roles)
{
    /// <exception cref="InvalidOperationException">Nobody is signed in: the policy before this call is missing.</exception>
    public static Reader From(ClaimsPrincipal user) =>
        TryFrom(user) ?? throw new InvalidOperationException("Nobody is signed in.");

    public static Reader? TryFrom(ClaimsPrincipal? user) =>
        Guid.TryParse(user?.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            ? new Reader(id, user!.Identity?.Name ?? string.Empty, [.. user.FindAll(ClaimTypes.Role).Select(c => c.Value)])
            : null;

    public bool Is(string role) => Roles.Contains(role);
}
