using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace XrayPortal.Models;

/// <summary>Puts a model version live; the newest row is the live one, so going back is one more row.</summary>
public sealed class ModelActivation
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    public required string Reason { get; init; }

    /// <summary>Null where the portal itself took the first version at hand.</summary>
    public Guid? ActivatedById { get; init; }

    public required string ActivatedByName { get; init; }

    public required DateTimeOffset At { get; init; }
}

internal sealed class ModelActivationConfiguration : IEntityTypeConfiguration<ModelActivation>
{
    public void Configure(EntityTypeBuilder<ModelActivation> builder)
    {
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.Name).HasMaxLength(100);
        builder.Property(a => a.Version).HasMaxLength(40);
        builder.Property(a => a.Reason).HasMaxLength(500);
        builder.Property(a => a.ActivatedByName).HasMaxLength(100);
        builder.HasIndex(a => a.At);
    }
}
