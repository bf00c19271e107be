using Microsoft.EntityFrameworkCore;

namespace XrayPortal.Data;

/// <summary>The database of a single machine: one file, one writer at a time.</summary>
public sealed class SqlitePortalDb(DbContextOptions<SqlitePortalDb> options) : PortalDb(options)
{
    // Writers of this process queue here; only other processes (verbs) meet SQLite's busy timeout, which waits in steps.
    private static readonly SemaphoreSlim writer = new(1, 1);

    protected internal override async Task<IDisposable?> WriterTurnAsync(CancellationToken cancellationToken)
    {
        await writer.WaitAsync(cancellationToken);
        return new Turn();
    }

    // The transaction began as BEGIN IMMEDIATE: nobody else can write until it ends.
    protected override Task LockChainAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private sealed class Turn : IDisposable
    {
        public void Dispose() => writer.Release();
    }
}
