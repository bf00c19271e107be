using System.ComponentModel.DataAnnotations;

namespace XrayPortal.Accounts;

/// <summary>Section <c>Oidc</c>: sign-in by an OpenID Connect provider. Off while <see cref="Authority"/> is unset.</summary>
public sealed class OidcOptions : IValidatableObject
{
    public const string Section = "Oidc";

    /// <summary>The provider's issuer address.</summary>
    public string? Authority { get; set; }

    public string? ClientId { get; set; }

    public string? ClientSecret { get; set; }

    /// <summary>What the button on the sign-in page says after "Sign in with".</summary>
    public string DisplayName { get; set; } = "single sign-on";

    /// <summary>The claim that becomes the account's name.</summary>
    public string NameClaim { get; set; } = "preferred_username";

    /// <summary>The claim whose values become roles; an array is one claim per value.</summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>From a value of the role claim to a role here. A value that is one of our roles needs no entry.</summary>
    public Dictionary<string, string> RoleMap { get; set; } = [];

    /// <summary>Beside <c>openid</c> and <c>profile</c>.</summary>
    public string[] Scopes { get; set; } = [];

    /// <summary>False only for a provider on this machine or inside its container network.</summary>
    public bool RequireHttps { get; set; } = true;

    public bool IsOn => !string.IsNullOrWhiteSpace(Authority);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsOn && string.IsNullOrWhiteSpace(ClientId))
            yield return new ValidationResult("Oidc:ClientId is needed with Oidc:Authority.", [nameof(ClientId)]);
        foreach (var role in RoleMap.Values.Where(r => Roles.Find(r) is null))
            yield return new ValidationResult($"Oidc:RoleMap names no role of ours: {role}.", [nameof(RoleMap)]);
    }
}
