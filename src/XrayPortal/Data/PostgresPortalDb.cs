using Microsoft.EntityFrameworkCore;

namespace XrayPortal.Data;

/// <summary>The database of a site with several nodes.</summary>
public sealed class PostgresPortalDb(DbContextOptions<PostgresPortalDb> options) : PortalDb(options)
{
    private const long AuditChainLock = 0x58_50_41_55_44_49_54; // "XPAUDIT"

    protected internal override Task<IDisposable?> WriterTurnAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IDisposable?>(null);

    protected override Task LockChainAsync(CancellationToken cancellationToken) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({AuditChainLock})", cancellationToken);
}
