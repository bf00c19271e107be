using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using XrayPortal.Films;

namespace XrayPortal.Flags;

public enum FlagOpinion
{
    Agree,
    Disagree,
}

public enum FlagLabel
{
    Normal,
    Pneumonia,
}

/// <summary>A reader's opinion of one result.</summary>
public sealed class Flag
{
    public required Guid Id { get; init; }

    public required Guid FilmId { get; init; }

    public required Guid ResultId { get; init; }

    public required FlagOpinion Opinion { get; init; }

    /// <summary>What the reader sees instead, where they say so.</summary>
    public FlagLabel? Label { get; init; }

    public required string Reason { get; init; }

    public string? Comment { get; init; }

    public required Guid ReaderId { get; init; }

    public required string ReaderName { get; init; }

    public required DateTimeOffset RaisedAt { get; init; }

    public DateTimeOffset? WithdrawnAt { get; set; }

    public required string ModelName { get; init; }

    public required string ModelVersion { get; init; }
}

internal sealed class FlagConfiguration : IEntityTypeConfiguration<Flag>
{
    public void Configure(EntityTypeBuilder<Flag> builder)
    {
        builder.Property(f => f.Id).ValueGeneratedNever();
        builder.Property(f => f.Reason).HasMaxLength(60);
        builder.Property(f => f.Comment).HasMaxLength(1000);
        builder.Property(f => f.ReaderName).HasMaxLength(100);
        builder.Property(f => f.ModelName).HasMaxLength(100);
        builder.Property(f => f.ModelVersion).HasMaxLength(40);
        builder.HasIndex(f => f.FilmId);
        builder.HasOne<Film>().WithMany().HasForeignKey(f => f.FilmId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<FilmResult>().WithMany().HasForeignKey(f => f.ResultId).OnDelete(DeleteBehavior.Cascade);
    }
}
