using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace XrayPortal.Pacs;

public enum TransferState
{
    Queued,
    Sent,
    Failed,
}

/// <summary>A result on its way into an archive.</summary>
public sealed class Transfer
{
    public required Guid Id { get; init; }

    public required Guid FilmId { get; init; }

    public required Guid ResultId { get; init; }

    /// <summary>Name of the archive in the settings.</summary>
    public required string Archive { get; init; }

    public TransferState State { get; set; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; set; }

    /// <summary>Null unless it waits for a further try.</summary>
    public DateTimeOffset? NextTryAt { get; set; }

    /// <summary>Why the last try failed: a refusal's code.</summary>
    public string? ReasonCode { get; set; }

    public string? ReasonSentence { get; set; }

    /// <summary>Objects that were sent; the archive had the others already.</summary>
    public int ObjectsSent { get; set; }

    /// <summary>Null where the portal sends by itself.</summary>
    public Guid? RequestedById { get; init; }

    public required string RequestedByName { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Concurrency token: raise it by one with each change.</summary>
    public int Version { get; set; }
}

internal sealed class TransferConfiguration : IEntityTypeConfiguration<Transfer>
{
    public void Configure(EntityTypeBuilder<Transfer> builder)
    {
        builder.Property(t => t.Id).ValueGeneratedNever();
        builder.Property(t => t.Archive).HasMaxLength(40);
        builder.Property(t => t.ReasonCode).HasMaxLength(60);
        builder.Property(t => t.ReasonSentence).HasMaxLength(500);
        builder.Property(t => t.RequestedByName).HasMaxLength(100);
        builder.Property(t => t.Version).IsConcurrencyToken();
        builder.HasIndex(t => t.FilmId);
    }
}
