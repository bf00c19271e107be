using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using XrayPortal.Audit;
using XrayPortal.Data;
using XrayPortal.Imaging;

namespace XrayPortal.Accounts;

/// <summary>Turns a provider's word into a local account whose roles are those that the provider gives, each time anew.</summary>
public sealed class OidcSignIn(
    UserManager<PortalUser> users, SignInManager<PortalUser> signIn, PortalDb db, AuditTrail trail, TimeProvider clock,
    IOptions<OidcOptions> options)
{
    public const string Provider = "oidc";

    public async Task<Result<PortalUser>> SignInAsync(ClaimsPrincipal person)
    {
        var cancellationToken = CancellationToken.None; // account, roles and event belong together, whatever the browser does
        var subject = person.FindFirstValue("sub")
            ?? throw new InvalidOperationException("The provider sent no subject.");
        var roles = RolesOf(person);
        var synced = roles.Count == 0
            ? OidcRefusals.NoRole
            : await SyncAsync(person, subject, roles, cancellationToken);
        if (!synced.IsRefused && await users.IsLockedOutAsync(synced.Value)) synced = AccountRefusals.Locked;
        if (synced.IsRefused)
        {
            await trail.RecordAsync(
                null, AccountEvents.SignedIn, "account", $"{Provider}:{subject}", Outcomes.Refused, synced.Refusal.Code, cancellationToken);
            return synced;
        }

        await signIn.SignInAsync(synced.Value, isPersistent: false, Provider);
        await trail.RecordAsync(
            new Reader(synced.Value.Id, synced.Value.UserName!, roles), AccountEvents.SignedIn, "account", synced.Value.UserName!,
            Outcomes.Done, $"OpenID Connect as {string.Join(", ", roles)}", cancellationToken);
        return synced;
    }

    private List<string> RolesOf(ClaimsPrincipal person)
    {
        var map = options.Value.RoleMap;
        return [.. person.FindAll(options.Value.RoleClaim)
            .Select(c => Roles.Find(map.GetValueOrDefault(c.Value, c.Value))).OfType<string>().Distinct().Order()];
    }

    private async Task<Result<PortalUser>> SyncAsync(
        ClaimsPrincipal person, string subject, List<string> roles, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var user = await users.FindByLoginAsync(Provider, subject);
        if (user is null)
        {
            var created = await CreateAsync(person, subject, roles);
            if (created.IsRefused) return created;
            user = created.Value;
        }

        var had = await users.GetRolesAsync(user);
        var (gone, come) = (had.Except(roles).ToList(), roles.Except(had).ToList());
        if (gone.Count > 0) await users.RemoveFromRolesAsync(user, gone);
        if (come.Count > 0) await users.AddToRolesAsync(user, come);
        if (had.Count > 0 && gone.Count + come.Count > 0)
        {
            await users.UpdateSecurityStampAsync(user); // other sessions lose what was taken away
            db.Add(AccountEvents.Of(
                null, AccountEvents.RolesChanged, user, $"by OpenID Connect: {string.Join(", ", had)} to {string.Join(", ", roles)}",
                clock.GetUtcNow()));
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return user;
    }

    // A local account of the same name belongs to somebody who proved it by password: it is never taken over.
    private async Task<Result<PortalUser>> CreateAsync(ClaimsPrincipal person, string subject, List<string> roles)
    {
        var wanted = person.FindFirstValue(options.Value.NameClaim) ?? subject;
        var name = new string([.. wanted.Where(c => char.IsAsciiLetterOrDigit(c) || "-._@+".Contains(c)).Take(50)]);
        if (await users.FindByNameAsync(name) is not null) name += "@sso";
        var user = new PortalUser(name, person.FindFirstValue("name"));
        var made = await users.CreateAsync(user);
        if (made.Succeeded) made = await users.AddLoginAsync(user, new UserLoginInfo(Provider, subject, options.Value.DisplayName));
        if (!made.Succeeded) return AccountRefusals.From(made);
        db.Add(AccountEvents.Of(
            null, AccountEvents.Created, user, $"by OpenID Connect: {string.Join(", ", roles)}", clock.GetUtcNow()));
        return user;
    }
}

public static class OidcRefusals
{
    public static readonly Refusal NoRole = new(
        "account.no-role-given", RefusalKind.Forbidden,
        "Your organisation's sign-in gives you no role in this portal. Ask its administrator for one.");

    public static readonly Refusal Failed = new(
        "account.provider-failed", RefusalKind.Unavailable,
        "The sign-in at your organisation did not finish. Try again; if it fails again, tell your administrator.");
}
