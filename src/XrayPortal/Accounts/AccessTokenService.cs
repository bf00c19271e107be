using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using XrayPortal.Data;
using XrayPortal.Imaging;

namespace XrayPortal.Accounts;

/// <summary>Personal access tokens: made, shown once, found by hash, revoked.</summary>
public sealed class AccessTokenService(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    public const int DefaultDays = 90;

    private const string Prefix = "xrp_"; // lets secret scanners recognise a leaked token

    private static readonly TimeSpan useResolution = TimeSpan.FromMinutes(5); // a write per request would queue the readers

    public async Task<IReadOnlyList<AccessToken>> ListAsync(Reader owner, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.AccessTokens.AsNoTracking().Where(t => t.UserId == owner.Id)
            .OrderByDescending(t => t.CreatedAt).ToListAsync(cancellationToken);
    }

    public async Task<Result<NewAccessToken>> AddAsync(Reader owner, string name, int days, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > 100) return AccountRefusals.TokenName;
        if (days is < 1 or > 366) return AccountRefusals.TokenDays;

        var now = clock.GetUtcNow();
        var secret = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var token = new AccessToken
        {
            Id = Guid.CreateVersion7(now),
            UserId = owner.Id,
            Name = name.Trim(),
            Hash = HashOf(secret),
            CreatedAt = now,
            ExpiresAt = now.AddDays(days),
        };
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.AddRange(token, AccountEvents.OfToken(owner, AccountEvents.TokenCreated, token, now));
        await db.SaveChangesAsync(cancellationToken);
        return new NewAccessToken(token, secret);
    }

    public async Task<Result<AccessToken>> RevokeAsync(Reader owner, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var token = await db.AccessTokens.SingleOrDefaultAsync(t => t.Id == id && t.UserId == owner.Id, cancellationToken);
        if (token is null) return AccountRefusals.TokenNotFound;
        if (token.RevokedAt is not null) return token;
        token.RevokedAt = clock.GetUtcNow();
        db.Add(AccountEvents.OfToken(owner, AccountEvents.TokenRevoked, token, token.RevokedAt.Value));
        await db.SaveChangesAsync(cancellationToken);
        return token;
    }

    /// <summary>Whose token this is, or null where it is unknown, expired, revoked, or its owner is locked.</summary>
    public async Task<Reader?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        var hash = HashOf(secret);
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await (
            from token in db.AccessTokens
            join user in db.Users on token.UserId equals user.Id
            where token.Hash == hash
            select new { Token = token, User = user }).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (found is null || !SameHash(found.Token.Hash, hash)) return null;
        if (found.Token.RevokedAt is not null || found.Token.ExpiresAt <= now || found.User.LockoutEnd > now) return null;

        var roles = await (
            from membership in db.UserRoles
            join role in db.Roles on membership.RoleId equals role.Id
            where membership.UserId == found.User.Id
            select role.Name!).ToListAsync(cancellationToken);
        if (found.Token.LastUsedAt is null || now - found.Token.LastUsedAt > useResolution)
            await db.AccessTokens.Where(t => t.Id == found.Token.Id)
                .ExecuteUpdateAsync(s => s.SetProperty(t => t.LastUsedAt, now), cancellationToken);
        return new Reader(found.User.Id, found.User.UserName!, roles);
    }

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private static bool SameHash(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(left), Encoding.ASCII.GetBytes(right));
}

/// <param name="Secret">Shown once; nobody can find it out again.</param>
public sealed record NewAccessToken(AccessToken Token, string Secret);
