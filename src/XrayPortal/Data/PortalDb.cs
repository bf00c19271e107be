using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using XrayPortal.Accounts;
using XrayPortal.Audit;
using XrayPortal.Deidentification;
using XrayPortal.EvaluationRuns;
using XrayPortal.Films;
using XrayPortal.Flags;
using XrayPortal.Imaging.Decode;
using XrayPortal.Models;
using XrayPortal.Pacs;
using XrayPortal.TrainingRuns;

namespace XrayPortal.Data;

/// <summary>The portal's rows. One context per operation, from <see cref="IDbContextFactory{TContext}"/>.</summary>
/// <remarks>Audit events get their place in the chain inside the save that brings them, so one save is one transaction.</remarks>
public abstract class PortalDb(DbContextOptions options) : IdentityDbContext<PortalUser, IdentityRole<Guid>, Guid>(options)
{
    public DbSet<AccessToken> AccessTokens => Set<AccessToken>();

    public DbSet<AuditEvent> AuditEvents => Set<AuditEvent>();

    public DbSet<Film> Films => Set<Film>();

    public DbSet<FilmResult> FilmResults => Set<FilmResult>();

    public DbSet<WorkItem> WorkItems => Set<WorkItem>();

    public DbSet<Transfer> Transfers => Set<Transfer>();

    public DbSet<PullRule> PullRules => Set<PullRule>();

    public DbSet<FilmClearance> FilmClearances => Set<FilmClearance>();

    public DbSet<Flag> Flags => Set<Flag>();

    public DbSet<ModelActivation> ModelActivations => Set<ModelActivation>();

    public DbSet<TrainingRun> TrainingRuns => Set<TrainingRun>();

    public DbSet<EvaluationRun> EvaluationRuns => Set<EvaluationRun>();

    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        throw new NotSupportedException("Save asynchronously: the audit chain awaits its turn.");

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var events = ChangeTracker.Entries<AuditEvent>().ToList();
        if (events.Exists(e => e.State is EntityState.Modified or EntityState.Deleted))
            throw new InvalidOperationException("The audit trail is written once.");
        var added = events.Where(e => e.State is EntityState.Added).Select(e => e.Entity).ToList();
        if (Database.CurrentTransaction is not null)
        {
            await ChainAsync(added, cancellationToken);
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }

        using var turn = await WriterTurnAsync(cancellationToken);
        if (added.Count == 0) return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        await using var transaction = await Database.BeginTransactionAsync(cancellationToken);
        await ChainAsync(added, cancellationToken);
        var saved = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return saved;
    }

    /// <summary>Waits until this process may write; a no-op where the database takes many writers.</summary>
    protected internal abstract Task<IDisposable?> WriterTurnAsync(CancellationToken cancellationToken);

    /// <summary>Keeps everybody else from extending the audit chain until the current transaction ends.</summary>
    protected abstract Task LockChainAsync(CancellationToken cancellationToken);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
        configurationBuilder.Properties<Theme>().HaveConversion<KebabEnumConverter<Theme>>().HaveMaxLength(20);
        configurationBuilder.Properties<FilmState>().HaveConversion<KebabEnumConverter<FilmState>>().HaveMaxLength(20);
        configurationBuilder.Properties<FilmFormat>().HaveConversion<KebabEnumConverter<FilmFormat>>().HaveMaxLength(20);
        configurationBuilder.Properties<WorkKind>().HaveConversion<KebabEnumConverter<WorkKind>>().HaveMaxLength(20);
        configurationBuilder.Properties<WorkState>().HaveConversion<KebabEnumConverter<WorkState>>().HaveMaxLength(20);
        configurationBuilder.Properties<TransferState>().HaveConversion<KebabEnumConverter<TransferState>>().HaveMaxLength(20);
        configurationBuilder.Properties<FlagOpinion>().HaveConversion<KebabEnumConverter<FlagOpinion>>().HaveMaxLength(20);
        configurationBuilder.Properties<FlagLabel>().HaveConversion<KebabEnumConverter<FlagLabel>>().HaveMaxLength(20);
        configurationBuilder.Properties<TrainingRunState>().HaveConversion<KebabEnumConverter<TrainingRunState>>().HaveMaxLength(20);
        configurationBuilder.Properties<EvaluationRunState>().HaveConversion<KebabEnumConverter<EvaluationRunState>>().HaveMaxLength(20);
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(PortalDb).Assembly);
    }

    private async Task ChainAsync(List<AuditEvent> added, CancellationToken cancellationToken)
    {
        if (added.Count == 0) return;
        await LockChainAsync(cancellationToken);
        var last = await AuditEvents.AsNoTracking().OrderByDescending(e => e.Sequence)
            .Select(e => new { e.Sequence, e.Hash }).FirstOrDefaultAsync(cancellationToken);
        var (sequence, hash) = (last?.Sequence ?? 0, last?.Hash ?? AuditEvent.FirstPreviousHash);
        foreach (var audit in added)
        {
            audit.Chain(++sequence, hash);
            hash = audit.Hash;
        }
    }
}
