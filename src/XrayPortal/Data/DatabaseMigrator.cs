using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace XrayPortal.Data;

/// <summary>Brings the database to this version's schema; portal and verbs call it before anything else.</summary>
public sealed class DatabaseMigrator(
    IDbContextFactory<PortalDb> databases, DataFolder folder, IOptions<DatabaseOptions> options)
{
    /// <summary>False where this folder never held a portal; a database server is taken to hold one.</summary>
    public bool DatabaseExists => options.Value.Provider is DatabaseProvider.Postgres || File.Exists(folder.SqliteFile);

    /// <summary>The migrations that were applied, none where the schema was up to date.</summary>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await PendingAsync(db, cancellationToken) is []) return [];
        using var alone = await FileLock.WaitAsync(Path.Combine(folder.Root, "migrate.lock"), cancellationToken);
        var pending = await PendingAsync(db, cancellationToken);
        if (pending is []) return [];
        if (db is SqlitePortalDb) await ForgetBrokenLockAsync(db, cancellationToken);
        await db.Database.MigrateAsync(cancellationToken);
        return pending;
    }

    // EF Core's own lock is a row, which stays when the process that migrated was killed; every migrator here holds the file lock.
    private static async Task ForgetBrokenLockAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var known = await db.Database
            .SqlQuery<int>($"SELECT count(*) AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'")
            .SingleAsync(cancellationToken);
        if (known > 0) await db.Database.ExecuteSqlAsync($"DELETE FROM __EFMigrationsLock", cancellationToken);
    }

    private static async Task<List<string>> PendingAsync(PortalDb db, CancellationToken cancellationToken) =>
        [.. await db.Database.GetPendingMigrationsAsync(cancellationToken)];
}
