using Microsoft.EntityFrameworkCore;
using XrayPortal.Data;

namespace XrayPortal.Accounts;

/// <summary>How a person likes the portal to look.</summary>
public sealed class AccountPreferences(IDbContextFactory<PortalDb> databases)
{
    public async Task<Theme> ThemeAsync(Reader reader, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Users.Where(u => u.Id == reader.Id).Select(u => u.Theme).SingleOrDefaultAsync(cancellationToken);
    }

    public async Task ChooseThemeAsync(Reader reader, Theme theme, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Users.Where(u => u.Id == reader.Id)
            .ExecuteUpdateAsync(s => s.SetProperty(u => u.Theme, theme), cancellationToken);
    }
}
