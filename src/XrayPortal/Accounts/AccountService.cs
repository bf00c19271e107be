using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using XrayPortal.Data;
using XrayPortal.Imaging;

namespace XrayPortal.Accounts;

/// <summary>Makes and changes accounts; each change and its audit event stand or fall together.</summary>
/// <remarks>Each call has a scope of its own: Identity's stores hold a context, and a live page outlives any scope.</remarks>
public sealed class AccountService(IServiceScopeFactory scopes, TimeProvider clock)
{
    private static readonly SemaphoreSlim setup = new(1, 1);

    public async Task<IReadOnlyList<AccountRow>> ListAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDb>();
        var roles = await (
            from membership in db.UserRoles
            join role in db.Roles on membership.RoleId equals role.Id
            select new { membership.UserId, role.Name }).AsNoTracking().ToListAsync(cancellationToken);
        var byUser = roles.ToLookup(r => r.UserId, r => r.Name!);
        var external = await db.UserLogins.Select(l => l.UserId).ToListAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var users = await db.Users.AsNoTracking().OrderBy(u => u.NormalizedUserName).ToListAsync(cancellationToken);
        return
        [
            .. users.Select(u => new AccountRow(
                u.Id, u.UserName!, u.DisplayName, [.. byUser[u.Id].Order()], u.LockoutEnd > now, external.Contains(u.Id))),
        ];
    }

    public async Task<bool> HasAdministratorAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await Administrators(scope.ServiceProvider.GetRequiredService<PortalDb>()).AnyAsync(cancellationToken);
    }

    public Task<Result<PortalUser>> AddAsync(
        string name, string password, IReadOnlyCollection<string> roles, Reader? actor, CancellationToken cancellationToken)
    {
        if (roles.Count == 0) return Refused(AccountRefusals.NoRole);
        if (roles.Any(r => !Roles.All.Contains(r))) return Refused(AccountRefusals.NoSuchRole);
        if (name.Length is < 2 or > 60) return Refused(AccountRefusals.Name);
        return ChangeAsync<PortalUser>(async (users, _, audit) =>
        {
            var user = new PortalUser(name);
            var made = await users.CreateAsync(user, password);
            if (made.Succeeded) made = await users.AddToRolesAsync(user, roles);
            if (!made.Succeeded) return AccountRefusals.From(made);
            audit.Add(AccountEvents.Of(actor, AccountEvents.Created, user, string.Join(", ", roles), clock.GetUtcNow()));
            return user;
        }, cancellationToken);
    }

    /// <summary>The first administrator, by the link on the console; refused once there is one.</summary>
    public async Task<Result<PortalUser>> SetUpAsync(string name, string password, CancellationToken cancellationToken)
    {
        await setup.WaitAsync(cancellationToken);
        try
        {
            return await HasAdministratorAsync(cancellationToken)
                ? AccountRefusals.SetupOver
                : await AddAsync(name, password, [Roles.Administrator], null, cancellationToken);
        }
        finally
        {
            setup.Release();
        }
    }

    public Task<Result<PortalUser>> SetRolesAsync(
        Guid id, IReadOnlyCollection<string> roles, Reader actor, CancellationToken cancellationToken)
    {
        if (roles.Count == 0) return Refused(AccountRefusals.NoRole);
        if (roles.Any(r => !Roles.All.Contains(r))) return Refused(AccountRefusals.NoSuchRole);
        return ChangeAsync<PortalUser>(id, async (users, db, user, audit) =>
        {
            if (!roles.Contains(Roles.Administrator) && await IsLastAdministratorAsync(db, user, cancellationToken))
                return AccountRefusals.LastAdministrator;
            var had = await users.GetRolesAsync(user);
            await users.RemoveFromRolesAsync(user, had.Except(roles));
            await users.AddToRolesAsync(user, roles.Except(had));
            await users.UpdateSecurityStampAsync(user);
            audit.Add(AccountEvents.Of(
                actor, AccountEvents.RolesChanged, user, $"{string.Join(", ", had)} to {string.Join(", ", roles)}", clock.GetUtcNow()));
            return user;
        }, cancellationToken);
    }

    /// <summary>A locked account can neither sign in nor use its tokens, and its live pages end within a minute.</summary>
    public Task<Result<PortalUser>> SetLockAsync(Guid id, bool locked, Reader actor, CancellationToken cancellationToken) =>
        ChangeAsync<PortalUser>(id, async (users, db, user, audit) =>
        {
            if (locked && await IsLastAdministratorAsync(db, user, cancellationToken)) return AccountRefusals.LastAdministrator;
            await users.SetLockoutEnabledAsync(user, true);
            await users.SetLockoutEndDateAsync(user, locked ? DateTimeOffset.MaxValue : null);
            if (!locked) await users.ResetAccessFailedCountAsync(user);
            await users.UpdateSecurityStampAsync(user);
            audit.Add(AccountEvents.Of(
                actor, locked ? AccountEvents.Locked : AccountEvents.Unlocked, user, string.Empty, clock.GetUtcNow()));
            return user;
        }, cancellationToken);

    /// <summary>Gives the account a new, generated password and returns it, to be told to its owner once.</summary>
    public Task<Result<string>> ResetPasswordAsync(Guid id, Reader actor, CancellationToken cancellationToken) =>
        ChangeAsync<string>(id, async (users, _, user, audit) =>
        {
            var password = GeneratedPassword.Next();
            if (await users.HasPasswordAsync(user)) await users.RemovePasswordAsync(user);
            var set = await users.AddPasswordAsync(user, password);
            if (!set.Succeeded) return AccountRefusals.From(set);
            audit.Add(AccountEvents.Of(actor, AccountEvents.PasswordReset, user, string.Empty, clock.GetUtcNow()));
            return password;
        }, cancellationToken);

    public Task<Result<PortalUser>> ChangePasswordAsync(
        Reader reader, string present, string wanted, CancellationToken cancellationToken) =>
        ChangeAsync<PortalUser>(reader.Id, async (users, _, user, audit) =>
        {
            var changed = await users.ChangePasswordAsync(user, present, wanted);
            if (!changed.Succeeded) return AccountRefusals.From(changed);
            audit.Add(AccountEvents.Of(reader, AccountEvents.PasswordChanged, user, string.Empty, clock.GetUtcNow()));
            return user;
        }, cancellationToken);

    private static Task<Result<PortalUser>> Refused(Refusal refusal) => Task.FromResult<Result<PortalUser>>(refusal);

    private static IQueryable<PortalUser> Administrators(PortalDb db) =>
        from user in db.Users
        join membership in db.UserRoles on user.Id equals membership.UserId
        join role in db.Roles on membership.RoleId equals role.Id
        where role.Name == Roles.Administrator && (user.LockoutEnd == null || user.LockoutEnd < DateTimeOffset.MaxValue)
        select user;

    private static async Task<bool> IsLastAdministratorAsync(PortalDb db, PortalUser user, CancellationToken cancellationToken)
    {
        var others = await Administrators(db).Where(u => u.Id != user.Id).AnyAsync(cancellationToken);
        return !others && await Administrators(db).AnyAsync(u => u.Id == user.Id, cancellationToken);
    }

    private Task<Result<T>> ChangeAsync<T>(
        Guid id, Func<UserManager<PortalUser>, PortalDb, PortalUser, DbSet<Audit.AuditEvent>, Task<Result<T>>> change,
        CancellationToken cancellationToken)
        where T : notnull =>
        ChangeAsync<T>(
            async (users, db, audit) => await users.FindByIdAsync(id.ToString()) is { } user
                ? await change(users, db, user, audit)
                : AccountRefusals.NotFound,
            cancellationToken);

    private async Task<Result<T>> ChangeAsync<T>(
        Func<UserManager<PortalUser>, PortalDb, DbSet<Audit.AuditEvent>, Task<Result<T>>> change, CancellationToken cancellationToken)
        where T : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var result = await change(scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>(), db, db.AuditEvents);
        if (result.IsRefused) return result;
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }
}

/// <summary>One account as the administrator's list shows it.</summary>
/// <param name="External">Signs in by OpenID Connect; its roles come from there.</param>
public sealed record AccountRow(
    Guid Id, string Name, string DisplayName, IReadOnlyList<string> Roles, bool Locked, bool External);
