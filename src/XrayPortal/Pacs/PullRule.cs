using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace XrayPortal.Pacs;

/// <summary>What the portal fetches from an archive by itself.</summary>
public sealed class PullRule
{
    public required Guid Id { get; init; }

    /// <summary>Name of the archive in the settings.</summary>
    public required string Archive { get; init; }

    /// <summary>Modalities with commas between, such as <c>CR,DX</c>.</summary>
    public required string Modalities { get; init; }

    /// <summary>What Body Part Examined must be, with commas between; images that do not say are fetched, too. Empty: anything.</summary>
    public required string BodyParts { get; init; }

    /// <summary>Studies from this day on.</summary>
    public required DateOnly Since { get; init; }

    public required int EveryMinutes { get; init; }

    public bool IsOn { get; set; }

    public DateTimeOffset? LastRunAt { get; set; }

    /// <summary>Images that the last run took in.</summary>
    public int LastNew { get; set; }

    /// <summary>All that it took in since it was made.</summary>
    public int TotalNew { get; set; }

    /// <summary>Why the last run did not do all of it: a refusal's code.</summary>
    public string? ReasonCode { get; set; }

    public string? ReasonSentence { get; set; }

    public required string CreatedByName { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Concurrency token: raise it by one with each change.</summary>
    public int Version { get; set; }
}

internal sealed class PullRuleConfiguration : IEntityTypeConfiguration<PullRule>
{
    public void Configure(EntityTypeBuilder<PullRule> builder)
    {
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Archive).HasMaxLength(40);
        builder.Property(r => r.Modalities).HasMaxLength(40);
        builder.Property(r => r.BodyParts).HasMaxLength(100);
        builder.Property(r => r.ReasonCode).HasMaxLength(60);
        builder.Property(r => r.ReasonSentence).HasMaxLength(500);
        builder.Property(r => r.CreatedByName).HasMaxLength(100);
        builder.Property(r => r.Version).IsConcurrencyToken();
    }
}
