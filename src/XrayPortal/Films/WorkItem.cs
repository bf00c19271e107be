using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace XrayPortal.Films;

public enum WorkKind
{
    Film,
    Training,
    Evaluation,
    Transfer,
    Pull,
}

public enum WorkState
{
    Queued,
    Running,
    Done,
    Failed,
}

/// <summary>One piece of durable work; committed with the row that it is about, claimed under a lease.</summary>
public sealed class WorkItem
{
    public long Id { get; private set; }

    public required WorkKind Kind { get; init; }

    /// <summary>The film or run that the work is about.</summary>
    public required Guid SubjectId { get; init; }

    public WorkState State { get; set; }

    /// <summary>The node that holds the lease.</summary>
    public string? Owner { get; set; }

    /// <summary>How often it was claimed.</summary>
    public int Attempt { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>0..1.</summary>
    public double Progress { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Not to be claimed before this.</summary>
    public required DateTimeOffset AvailableAt { get; set; }
}

internal sealed class WorkItemConfiguration : IEntityTypeConfiguration<WorkItem>
{
    public void Configure(EntityTypeBuilder<WorkItem> builder)
    {
        builder.Property(i => i.Owner).HasMaxLength(100);
        builder.HasIndex(i => new { i.State, i.Kind, i.AvailableAt });
        builder.HasIndex(i => new { i.Kind, i.SubjectId });
    }
}
