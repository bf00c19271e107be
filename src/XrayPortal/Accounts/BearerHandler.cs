using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace XrayPortal.Accounts;

/// <summary>Signs a call in by its personal access token: <c>Authorization: Bearer xrp_...</c></summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, AccessTokenService tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "PersonalAccessToken";

    /// <summary>The token of this request, or null where it brings none.</summary>
    public static string? SecretOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : null;
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (SecretOf(Request) is not { Length: > 0 and < 200 } secret) return AuthenticateResult.NoResult();
        if (await tokens.FindAsync(secret, Context.RequestAborted) is not { } reader)
            return AuthenticateResult.Fail("The token is unknown, expired or revoked.");

        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, reader.Id.ToString()), new Claim(ClaimTypes.Name, reader.Name),
                .. reader.Roles.Select(r => new Claim(ClaimTypes.Role, r)),
            ], Scheme.Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }
}
