using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace XrayPortal.Data;

/// <summary>Write-ahead log, so that readers never wait for the writer; other processes wait for their turn inside SQLite.</summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    private const string ForAll = "PRAGMA busy_timeout=15000; PRAGMA foreign_keys=ON;";
    private const string ForWriters = ForAll + " PRAGMA journal_mode=WAL;"; // EF Core looks whether a file exists by opening it read-only

    // Pragmas stay with the native connection, which the pool gives out again and again.
    private readonly ConditionalWeakTable<object, object> prepared = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (IsPrepared(connection)) return;
        using var command = connection.CreateCommand();
        command.CommandText = For(connection);
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (IsPrepared(connection)) return;
        await using var command = connection.CreateCommand();
        command.CommandText = For(connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private bool IsPrepared(DbConnection connection)
    {
        if (connection is not SqliteConnection { Handle: { } handle }) return false;
        return !prepared.TryAdd(handle, handle);
    }

    private static string For(DbConnection connection) =>
        new SqliteConnectionStringBuilder(connection.ConnectionString).Mode is SqliteOpenMode.ReadOnly ? ForAll : ForWriters;
}
