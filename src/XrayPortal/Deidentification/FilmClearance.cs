using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace XrayPortal.Deidentification;

/// <summary>Somebody has looked at the picture and found nothing on it that names anybody.</summary>
public sealed class FilmClearance
{
    public required Guid FilmId { get; init; }

    public required Guid ReaderId { get; init; }

    public required string ReaderName { get; init; }

    public required DateTimeOffset At { get; init; }
}

internal sealed class FilmClearanceConfiguration : IEntityTypeConfiguration<FilmClearance>
{
    public void Configure(EntityTypeBuilder<FilmClearance> builder)
    {
        builder.HasKey(c => c.FilmId);
        builder.Property(c => c.FilmId).ValueGeneratedNever();
        builder.Property(c => c.ReaderName).HasMaxLength(100);
    }
}
