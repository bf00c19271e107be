using Microsoft.EntityFrameworkCore;
using XrayPortal.Data;
using XrayPortal.Films;
using XrayPortal.Tests.Builders;
using Xunit;

namespace XrayPortal.Tests.Data;

public sealed class PortalDbTests
{
    [Fact]
    public void Model_BothProviders_HaveMigrationsForEveryRow()
    {
        using PortalDb sqlite = new SqliteDesignTime().CreateDbContext([]);
        using PortalDb postgres = new PostgresDesignTime().CreateDbContext([]);

        // If this fails: build/add-migration.sh NAME
        Assert.False(sqlite.Database.HasPendingModelChanges());
        Assert.False(postgres.Database.HasPendingModelChanges());
    }

    [Fact]
    public async Task Migrate_Twice_AppliesOnce()
    {
        await using var portal = await PortalHost.StartAsync();

        Assert.Empty(await portal.Get<DatabaseMigrator>().MigrateAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Migrate_LockLeftByAKilledProcess_GoesOn()
    {
        var folder = Directory.CreateTempSubdirectory("xrayportal-test-").FullName;
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={folder}/portal.db;Pooling=false"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = """
                CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01');
                """;
            await command.ExecuteNonQueryAsync();
        }

        await using (var portal = await PortalHost.StartAsync(dataRoot: folder)) await ProveInstantsAsync(portal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Instants_Sqlite_OrderAndCompareInTheDatabase()
    {
        await using var portal = await PortalHost.StartAsync();

        await ProveInstantsAsync(portal);
    }

    [Fact]
    public async Task Postgres_MigrateSaveAndChain_WorkAsOnSqlite()
    {
        var server = Environment.GetEnvironmentVariable("XRAYPORTAL_TEST_POSTGRES");
        Assert.SkipWhen(server is null, "XRAYPORTAL_TEST_POSTGRES names no PostgreSQL server, such as Host=127.0.0.1;Username=postgres.");
        var database = $"xp_{Guid.CreateVersion7():N}";
        await using var portal = await PortalHost.StartAsync(settings: new(StringComparer.Ordinal)
        {
            ["Database:Provider"] = "Postgres",
            ["Database:ConnectionString"] = $"{server};Database={database};Pooling=false",
        });

        await ProveInstantsAsync(portal);
        await Parallel.ForEachAsync(Enumerable.Range(0, 20), async (i, _) => await portal.Get<XrayPortal.Audit.AuditTrail>()
            .RecordAsync(null, "test.happened", "thing", $"{i}", "done", "", CancellationToken.None));
        var verdict = await portal.Get<XrayPortal.Audit.AuditCheck>().VerifyAsync(CancellationToken.None);

        Assert.True(verdict.Whole);
        Assert.Equal(20, verdict.Events);
        await using var db = await portal.DbAsync();
        await db.Database.EnsureDeletedAsync();
    }

    [Fact]
    public void FileLock_HeldByAnother_IsNotTaken()
    {
        var path = Path.GetTempFileName();
        using (FileLock.TryTake(path))
        {
            using var second = FileLock.TryTake(path);
            Assert.Null(second);
        }

        using var third = FileLock.TryTake(path);
        Assert.NotNull(third);
        File.Delete(path);
    }

    [Theory]
    [InlineData(FilmState.NotAssessed, "not-assessed")]
    [InlineData(FilmState.Done, "done")]
    public void KebabEnum_BothWays_Agree(FilmState state, string text)
    {
        Assert.Equal(text, KebabEnum.Text(state));
        Assert.Equal(state, KebabEnum.Parse<FilmState>(text));
        Assert.Null(KebabEnum.Parse<FilmState>("healthy"));
    }

    private static async Task ProveInstantsAsync(PortalHost portal)
    {
        await using var db = await portal.DbAsync();
        var noon = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.FromHours(2)); // 10:00 UTC
        foreach (var at in (DateTimeOffset[])[noon, noon.AddMinutes(1).ToUniversalTime(), noon.AddMinutes(-1)])
        {
            db.Add(new WorkItem
            {
                Kind = WorkKind.Evaluation,
                SubjectId = Guid.Empty,
                State = WorkState.Failed,
                CreatedAt = at,
                AvailableAt = at,
                LeaseUntil = at,
            });
        }

        await db.SaveChangesAsync();

        var later = await db.WorkItems.AsNoTracking().Where(i => i.LeaseUntil > noon).Select(i => i.CreatedAt).ToListAsync();
        var ordered = await db.WorkItems.AsNoTracking().OrderBy(i => i.CreatedAt).Select(i => i.CreatedAt).ToListAsync();
        Assert.Equal([noon.AddMinutes(1)], later);
        Assert.Equal([noon.AddMinutes(-1), noon, noon.AddMinutes(1)], ordered);
    }
}
