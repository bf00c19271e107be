using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace XrayPortal.Api;

/// <summary>An answer kept under the caller's Idempotency-Key, to be given again when the same call is repeated.</summary>
public sealed class IdempotentAnswer
{
    /// <summary>SHA-256 over caller, address and key, lower-case hex.</summary>
    public required string Id { get; init; }

    public required int Status { get; init; }

    public string? ContentType { get; init; }

    public string? Location { get; init; }

    public required byte[] Body { get; init; }

    public required DateTimeOffset At { get; init; }
}

internal sealed class IdempotentAnswerConfiguration : IEntityTypeConfiguration<IdempotentAnswer>
{
    public void Configure(EntityTypeBuilder<IdempotentAnswer> builder)
    {
        builder.Property(a => a.Id).HasMaxLength(64);
        builder.Property(a => a.ContentType).HasMaxLength(100);
        builder.Property(a => a.Location).HasMaxLength(500);
        builder.HasIndex(a => a.At);
    }
}
