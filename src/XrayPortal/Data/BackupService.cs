using System.Formats.Tar;
using System.IO.Compression;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using XrayPortal.Audit;
using XrayPortal.Imaging;

namespace XrayPortal.Data;

/// <summary>The whole data folder as one file, taken while the portal runs, and back again.</summary>
/// <remarks>
/// Left out: keys of sign-in (a copy could forge sign-ins; people sign in anew after a restore), temporary files, and checkpoints of
/// training runs (large, and of use only to the machine that trains).
/// </remarks>
public sealed class BackupService(
    DataFolder folder, IDbContextFactory<PortalDb> databases, DatabaseMigrator migrator, IOptions<DatabaseOptions> options,
    TimeProvider clock)
{
    private const string DatabaseEntry = "portal.db";

    /// <returns>Bytes of the archive.</returns>
    public async Task<Result<long>> BackUpAsync(string file, CancellationToken cancellationToken)
    {
        if (options.Value.Provider is not DatabaseProvider.Sqlite) return BackupRefusals.NotSqlite;
        if (!migrator.DatabaseExists) return BackupRefusals.NothingHere;
        if (File.Exists(file)) return BackupRefusals.FileExists;

        await RecordAsync("backup.made", cancellationToken);
        var snapshot = Path.Combine(folder.Temporary, $"backup-{Guid.CreateVersion7():N}.db");
        var partial = file + ".partial";
        try
        {
            SnapshotTo(snapshot);
            await using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write))
            await using (var zip = new GZipStream(stream, CompressionLevel.Fastest)) // films are compressed already
            await using (var tar = new TarWriter(zip))
            {
                await tar.WriteEntryAsync(snapshot, DatabaseEntry, cancellationToken);
                foreach (var (path, entry) in FilesToKeep()) await tar.WriteEntryAsync(path, entry, cancellationToken);
            }

            File.Move(partial, file);
            return new FileInfo(file).Length;
        }
        finally
        {
            File.Delete(snapshot);
            File.Delete(partial);
        }
    }

    /// <summary>Unpacks an archive into a data folder that has no database yet, and brings its schema up to date.</summary>
    public async Task<Result<long>> RestoreAsync(string file, CancellationToken cancellationToken)
    {
        if (options.Value.Provider is not DatabaseProvider.Sqlite) return BackupRefusals.NotSqlite;
        if (!File.Exists(file)) return BackupRefusals.NoSuchFile;
        using var alone = FileLock.TryTake(folder.ServeLock);
        if (alone is null || File.Exists(folder.SqliteFile)) return BackupRefusals.NotEmpty;

        var unpacked = Directory.CreateDirectory(Path.Combine(folder.Temporary, $"restore-{Guid.CreateVersion7():N}")).FullName;
        try
        {
            if (await UnpackAsync(file, unpacked, cancellationToken) is { } refusal) return refusal;
            foreach (var path in Directory.EnumerateFiles(unpacked, "*", SearchOption.AllDirectories).OrderBy(IsDatabase))
            {
                var target = Path.Combine(folder.Root, Path.GetRelativePath(unpacked, path));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Move(path, target, overwrite: true); // the database last: without it the folder still counts as empty
            }
        }
        finally
        {
            Directory.Delete(unpacked, recursive: true);
        }

        await migrator.MigrateAsync(cancellationToken);
        await RecordAsync("backup.restored", cancellationToken);
        return new FileInfo(folder.SqliteFile).Length;
    }

    private static bool IsDatabase(string path) => Path.GetFileName(path) == DatabaseEntry;

    private static async Task<Refusal?> UnpackAsync(string file, string target, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(file);
            await using var zip = new GZipStream(stream, CompressionMode.Decompress);
            await TarFile.ExtractToDirectoryAsync(zip, target, overwriteFiles: false, cancellationToken); // refuses paths that lead out
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or EndOfStreamException or IOException)
        {
            return BackupRefusals.NotABackup;
        }

        return File.Exists(Path.Combine(target, DatabaseEntry)) ? null : BackupRefusals.NotABackup;
    }

    // SQLite's online backup: readers and the writer go on, the copy is of one instant.
    private void SnapshotTo(string file)
    {
        using var source = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = folder.SqliteFile }.ToString());
        using var copy = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        source.Open();
        copy.Open();
        source.BackupDatabase(copy);
    }

    // After the snapshot: every film that it names was stored before its row was.
    private IEnumerable<(string Path, string Entry)> FilesToKeep()
    {
        if (File.Exists(folder.DeidentificationKey)) yield return (folder.DeidentificationKey, Path.GetFileName(folder.DeidentificationKey));
        foreach (var kept in (string[])[folder.Films, folder.Models, folder.Runs])
        {
            foreach (var path in Directory.EnumerateFiles(kept, "*", SearchOption.AllDirectories))
            {
                var entry = Path.GetRelativePath(folder.Root, path).Replace('\\', '/');
                if (!entry.Contains("/checkpoints/", StringComparison.Ordinal)) yield return (path, entry);
            }
        }
    }

    private async Task RecordAsync(string action, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.Add(AuditEvent.Of(null, action, "portal", "data", Outcomes.Done, string.Empty, clock.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
    }
}

public static class BackupRefusals
{
    public static readonly Refusal NotSqlite = new(
        "backup.not-sqlite", RefusalKind.Unsupported,
        "This portal keeps its rows in PostgreSQL. Use pg_dump and pg_restore for them, and copy the data folder's films and models.");

    public static readonly Refusal NothingHere = new(
        "data.nothing-here", RefusalKind.NotFound, "There is no database in this data folder. Name the right one with --data.");

    public static readonly Refusal FileExists = new(
        "backup.file-exists", RefusalKind.Conflict, "The file exists already. Choose another name; a backup is never overwritten.");

    public static readonly Refusal NoSuchFile = new(
        "backup.no-such-file", RefusalKind.NotFound, "There is no such file.");

    public static readonly Refusal NotEmpty = new(
        "backup.not-empty", RefusalKind.Conflict,
        "This data folder holds a portal already. Stop the portal and restore into a new folder with --data.");

    public static readonly Refusal NotABackup = new(
        "backup.not-a-backup", RefusalKind.Invalid, "This file is no backup of a portal, or it is cut short.");
}
