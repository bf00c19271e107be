using Microsoft.AspNetCore.Identity;
using XrayPortal.Audit;

namespace XrayPortal.Accounts;

/// <summary>Local sign-in and sign-out, with their audit events.</summary>
public sealed class SignInService(
    SignInManager<PortalUser> signIn, UserManager<PortalUser> users, AuditTrail trail, IHttpContextAccessor http)
{
    /// <summary>The roles of who is signed in now, or null where the sign-in was refused.</summary>
    public async Task<IReadOnlyList<string>?> SignInAsync(string name, string password)
    {
        var cancellationToken = CancellationToken.None; // the event must be written, even if the browser went away
        if (await users.FindByNameAsync(name) is not { } user)
        {
            // What was typed may be a password in the wrong field: it is not recorded.
            await trail.RecordAsync(
                null, AccountEvents.SignedIn, "account", "unknown", Outcomes.Refused, "no such account", cancellationToken);
            return null;
        }

        var result = await signIn.PasswordSignInAsync(user, password, isPersistent: false, lockoutOnFailure: true);
        var actor = new Reader(user.Id, user.UserName!, []);
        await trail.RecordAsync(
            actor, AccountEvents.SignedIn, "account", user.UserName!, result.Succeeded ? Outcomes.Done : Outcomes.Refused,
            result.Succeeded ? "password" : result.IsLockedOut ? "account is locked" : "wrong password", cancellationToken);
        return result.Succeeded ? [.. await users.GetRolesAsync(user)] : null;
    }

    public async Task SignOutAsync()
    {
        var actor = Reader.TryFrom(http.HttpContext?.User);
        await signIn.SignOutAsync();
        if (actor is not null)
            await trail.RecordAsync(
                actor, AccountEvents.SignedOut, "account", actor.Name, Outcomes.Done, string.Empty, CancellationToken.None);
    }
}
