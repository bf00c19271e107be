using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace XrayPortal.EvaluationRuns;

public enum EvaluationRunState
{
    Queued,
    Running,
    Done,
    Failed,
    Stopped,
}

/// <summary>One model version measured on one labelled set.</summary>
public sealed class EvaluationRun
{
    public required Guid Id { get; init; }

    public EvaluationRunState State { get; set; }

    public required string ModelName { get; init; }

    public required string ModelVersion { get; init; }

    public required string DataPath { get; init; }

    public string? Split { get; init; }

    public required Guid StartedById { get; init; }

    public required string StartedByName { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; set; }

    public required string Folder { get; init; }

    /// <summary>Why it ended as it did.</summary>
    public string? Message { get; set; }

    public string? MetricsJson { get; set; }
}

internal sealed class EvaluationRunConfiguration : IEntityTypeConfiguration<EvaluationRun>
{
    public void Configure(EntityTypeBuilder<EvaluationRun> builder)
    {
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.ModelName).HasMaxLength(100);
        builder.Property(r => r.ModelVersion).HasMaxLength(40);
        builder.Property(r => r.DataPath).HasMaxLength(1000);
        builder.Property(r => r.Split).HasMaxLength(40);
        builder.Property(r => r.StartedByName).HasMaxLength(100);
        builder.Property(r => r.Folder).HasMaxLength(1000);
        builder.Property(r => r.Message).HasMaxLength(1000);
        builder.HasIndex(r => r.CreatedAt);
    }
}
