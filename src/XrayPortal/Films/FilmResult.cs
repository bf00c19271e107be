using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace XrayPortal.Films;

/// <summary>What one model version said of one film. Never changed; a new version adds a row.</summary>
public sealed class FilmResult
{
    public required Guid Id { get; init; }

    public required Guid FilmId { get; init; }

    public required string ModelName { get; init; }

    public required string ModelVersion { get; init; }

    /// <summary>Of the model's ONNX file, lower-case hex.</summary>
    public required string ModelSha256 { get; init; }

    public required double Logit { get; init; }

    /// <summary>Calibrated, 0..1.</summary>
    public required double Probability { get; init; }

    /// <summary>The operating point on <see cref="Probability"/> at that time.</summary>
    public required double Threshold { get; init; }

    /// <summary>The statement in words.</summary>
    public required string Call { get; init; }

    /// <summary>What computed it, as the runtime names it.</summary>
    public required string Device { get; init; }

    public required double Milliseconds { get; init; }

    /// <summary>Of the pixels that the model saw, lower-case hex.</summary>
    public required string InputSha256 { get; init; }

    public required int CamWidth { get; init; }

    public required int CamHeight { get; init; }

    /// <summary>Evidence map, float32 little endian, [CamHeight × CamWidth] row-major, non-negative.</summary>
    public required byte[] Cam { get; init; }

    public required DateTimeOffset ScoredAt { get; init; }
}

internal sealed class FilmResultConfiguration : IEntityTypeConfiguration<FilmResult>
{
    public void Configure(EntityTypeBuilder<FilmResult> builder)
    {
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.ModelName).HasMaxLength(100);
        builder.Property(r => r.ModelVersion).HasMaxLength(40);
        builder.Property(r => r.ModelSha256).HasMaxLength(64);
        builder.Property(r => r.Call).HasMaxLength(100);
        builder.Property(r => r.Device).HasMaxLength(60);
        builder.Property(r => r.InputSha256).HasMaxLength(64);
        builder.HasIndex(r => new { r.FilmId, r.ModelName, r.ModelVersion }).IsUnique();
        builder.HasOne<Film>().WithMany().HasForeignKey(r => r.FilmId).OnDelete(DeleteBehavior.Cascade);
    }
}
