using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Dicom;

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

    /// <summary>By this and the next three an archive knows the film; derived from <see cref="Sha256"/> where the file says none.</summary>
    public required string StudyInstanceUid { get; set; }

    public required string SeriesInstanceUid { get; set; }

    /// <summary>Not unique: the same name may have been given to other bytes, which are a film of their own.</summary>
    public required string SopInstanceUid { get; set; }

    public required string SopClassUid { get; set; }

    /// <summary>As the file says; null for PNG and JPEG.</summary>
    public string? TransferSyntaxUid { get; set; }

    /// <summary>Drawn by code, not taken of a person; said on every page that shows it.</summary>
    public bool Synthetic { get; init; }

    public required Guid UploadedById { get; init; }

    public required string UploadedByName { get; init; }

    public required DateTimeOffset UploadedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Concurrency token: raise it by one with each change.</summary>
    public int Version { get; set; }

    /// <summary>Takes what a file says of person and picture, where nothing is known yet.</summary>
    internal void Take(FilmFacts facts)
    {
        PatientReference ??= Cut(facts.PatientReference, 64);
        AgeYears ??= facts.AgeYears;
        Sex ??= Cut(facts.Sex, 1);
        View ??= Cut(facts.View, 16);
        Modality ??= Cut(facts.Modality, 16);
        Accession ??= Cut(facts.Accession, 64);
        StudyDate ??= facts.StudyDate;
    }

    internal void Take(DicomIdentity identity) =>
        (StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid, TransferSyntaxUid) =
        (identity.StudyInstanceUid, identity.SeriesInstanceUid, identity.SopInstanceUid, identity.SopClassUid, identity.TransferSyntaxUid);

    private static string? Cut(string? text, int length) => text is { } && text.Length > length ? text[..length] : text;
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
        builder.Property(f => f.StudyInstanceUid).HasMaxLength(64);
        builder.Property(f => f.SeriesInstanceUid).HasMaxLength(64);
        builder.Property(f => f.SopInstanceUid).HasMaxLength(64);
        builder.Property(f => f.SopClassUid).HasMaxLength(64);
        builder.Property(f => f.TransferSyntaxUid).HasMaxLength(64);
        builder.HasIndex(f => f.StudyInstanceUid);
        builder.HasIndex(f => f.SopInstanceUid);
        builder.Property(f => f.UploadedByName).HasMaxLength(100);
        builder.Property(f => f.Version).IsConcurrencyToken();
        builder.HasIndex(f => new { f.UploadedAt, f.Id });
        builder.HasIndex(f => f.State);
    }
}
