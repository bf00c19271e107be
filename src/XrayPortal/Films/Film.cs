using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using XrayPortal.Imaging.Decode;

namespace XrayPortal.Films;

public enum FilmState
{
    Queued,
    Running,
    Done,
    Failed,

    /// <summary>Readable, but no score may be given: no chest film, outside the population, too poor.</summary>
    NotAssessed,
}

/// <summary>A chest X-ray that somebody sent in, known by the hash of its bytes.</summary>
public sealed class Film
{
    public required Guid Id { get; init; }

    /// <summary>SHA-256 of the file, lower-case hex; also its place in the store.</summary>
    public required string Sha256 { get; init; }

    public required string FileName { get; init; }

    public required FilmFormat Format { get; init; }

    public required long Bytes { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public FilmState State { get; set; }

    /// <summary>Why it failed or was not assessed: a refusal's code.</summary>
    public string? ReasonCode { get; set; }

    public string? ReasonSentence { get; set; }

    public string? PatientReference { get; set; }

    public double? AgeYears { get; set; }

    /// <summary>M, F or O.</summary>
    public string? Sex { get; set; }

    public string? View { get; set; }

    public string? Modality { get; set; }

    public string? Accession { get; set; }

    public DateOnly? StudyDate { get; set; }

    /// <summary>Drawn by code, not taken of a person; said on every page that shows it.</summary>
    public bool Synthetic { get; init; }

    public required Guid UploadedById { get; init; }

    public required string UploadedByName { get; init; }

    public required DateTimeOffset UploadedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Concurrency token: raise it by one with each change.</summary>
    public int Version { get; set; }
}

internal sealed class FilmConfiguration : IEntityTypeConfiguration<Film>
{
    public void Configure(EntityTypeBuilder<Film> builder)
    {
        builder.Property(f => f.Id).ValueGeneratedNever();
        builder.Property(f => f.Sha256).HasMaxLength(64);
        builder.HasIndex(f => f.Sha256).IsUnique();
        builder.Property(f => f.FileName).HasMaxLength(255);
        builder.Property(f => f.ReasonCode).HasMaxLength(60);
        builder.Property(f => f.ReasonSentence).HasMaxLength(500);
        builder.Property(f => f.PatientReference).HasMaxLength(64);
        builder.Property(f => f.Sex).HasMaxLength(1);
        builder.Property(f => f.View).HasMaxLength(16);
        builder.Property(f => f.Modality).HasMaxLength(16);
        builder.Property(f => f.Accession).HasMaxLength(64);
        builder.Property(f => f.UploadedByName).HasMaxLength(100);
        builder.Property(f => f.Version).IsConcurrencyToken();
        builder.HasIndex(f => new { f.UploadedAt, f.Id });
        builder.HasIndex(f => f.State);
    }
}
