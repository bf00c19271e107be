using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace XrayPortal.TrainingRuns;

public enum TrainingRunState
{
    Queued,
    Running,
    Done,
    Failed,
    Stopped,
}

/// <summary>One run of the learning engine, started from the portal.</summary>
public sealed class TrainingRun
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public TrainingRunState State { get; set; }

    public required string DataPath { get; init; }

    public required string RecipeJson { get; init; }

    /// <summary>Whether films that readers flagged take part.</summary>
    public required bool IncludeFlagged { get; init; }

    public required Guid StartedById { get; init; }

    public required string StartedByName { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    public required string RunFolder { get; init; }

    /// <summary>Why it ended as it did.</summary>
    public string? Message { get; set; }

    public string? ModelName { get; set; }

    public string? ModelVersion { get; set; }

    public string? MetricsJson { get; set; }
}

internal sealed class TrainingRunConfiguration : IEntityTypeConfiguration<TrainingRun>
{
    public void Configure(EntityTypeBuilder<TrainingRun> builder)
    {
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Name).HasMaxLength(100);
        builder.Property(r => r.DataPath).HasMaxLength(1000);
        builder.Property(r => r.StartedByName).HasMaxLength(100);
        builder.Property(r => r.RunFolder).HasMaxLength(1000);
        builder.Property(r => r.Message).HasMaxLength(1000);
        builder.Property(r => r.ModelName).HasMaxLength(100);
        builder.Property(r => r.ModelVersion).HasMaxLength(40);
        builder.HasIndex(r => r.CreatedAt);
    }
}
