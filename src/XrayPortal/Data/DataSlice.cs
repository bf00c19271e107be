using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace XrayPortal.Data;

internal static class DataSlice
{
    public static IServiceCollection AddData(this IServiceCollection services, IConfiguration configuration, DataFolder folder)
    {
        services.AddSingleton(folder);
        services.AddSingleton<DatabaseMigrator>();
        services.AddSingleton<BackupService>();
        services.AddOptions<DatabaseOptions>().Bind(configuration.GetSection("Database")).ValidateDataAnnotations().ValidateOnStart();
        var database = configuration.GetSection("Database").Get<DatabaseOptions>() ?? new DatabaseOptions();
        if (database.Provider is DatabaseProvider.Postgres)
            services.AddPortalDb<PostgresPortalDb>(o => o.UseNpgsql(database.ConnectionString));
        else
            services.AddPortalDb<SqlitePortalDb>(o => UseSqlite(o, folder.SqliteFile));
        return services;
    }

    internal static void UseSqlite(DbContextOptionsBuilder options, string file) =>
        options.UseSqlite(new SqliteConnectionStringBuilder { DataSource = file }.ToString())
            .AddInterceptors(new SqlitePragmas());

    private static void AddPortalDb<T>(this IServiceCollection services, Action<DbContextOptionsBuilder> configure)
        where T : PortalDb
    {
        services.AddDbContextFactory<T>(configure);
        services.AddSingleton<IDbContextFactory<PortalDb>, Factory<T>>();
        services.AddScoped<PortalDb>(s => s.GetRequiredService<IDbContextFactory<T>>().CreateDbContext()); // Identity's stores
    }

    private sealed class Factory<T>(IDbContextFactory<T> inner) : IDbContextFactory<PortalDb>
        where T : PortalDb
    {
        public PortalDb CreateDbContext() => inner.CreateDbContext();
    }
}
