using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using XrayPortal.Accounts;

namespace XrayPortal.Audit;

/// <summary>Who did what to which thing, when, and how it ended. Written once, chained by hashes, never changed.</summary>
public sealed class AuditEvent
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    /// <summary>1, 2, 3 ... without gaps; set when the event is saved.</summary>
    public long Sequence { get; private set; }

    public required DateTimeOffset At { get; init; }

    public Guid? ActorId { get; init; }

    /// <summary>Account name at that time, or <c>system</c>.</summary>
    public required string ActorName { get; init; }

    /// <summary>What was done, <c>thing.happened</c>.</summary>
    public required string Action { get; init; }

    public required string SubjectKind { get; init; }

    public required string SubjectId { get; init; }

    /// <summary>One of <see cref="Outcomes"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Short, and without anything about a patient.</summary>
    public required string Detail { get; init; }

    /// <summary>Hash of the event before this one; 64 zeros for the first.</summary>
    public string PreviousHash { get; private set; } = string.Empty;

    /// <summary>SHA-256, lower-case hex, over all that is above.</summary>
    public string Hash { get; private set; } = string.Empty;

    public static string FirstPreviousHash { get; } = new('0', 64);

    public static AuditEvent Of(
        Reader? actor, string action, string subjectKind, string subjectId, string outcome, string detail, DateTimeOffset at) => new()
        {
            At = at,
            ActorId = actor?.Id,
            ActorName = Cut(actor?.Name ?? "system", 100),
            Action = action,
            SubjectKind = subjectKind,
            SubjectId = Cut(subjectId, 200),
            Outcome = outcome,
            Detail = Cut(detail, 500),
        };

    /// <summary>Takes the place after <paramref name="previousHash"/>; in the saving transaction, anew if that is tried again.</summary>
    internal void Chain(long sequence, string previousHash)
    {
        (Sequence, PreviousHash) = (sequence, previousHash);
        Hash = ComputeHash();
    }

    internal string ComputeHash()
    {
        var text = new StringBuilder();
        foreach (var field in (string[])
        [
            Sequence.ToString(CultureInfo.InvariantCulture), At.UtcTicks.ToString(CultureInfo.InvariantCulture),
            ActorId?.ToString("D") ?? string.Empty, ActorName, Action, SubjectKind, SubjectId, Outcome, Detail, PreviousHash,
        ])
            text.Append(CultureInfo.InvariantCulture, $"{field.Length}:{field};"); // lengths first: no two events share a text
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}

/// <summary>How an audited act ended.</summary>
public static class Outcomes
{
    public const string Done = "done";
    public const string Refused = "refused";
    public const string Failed = "failed";
}

internal sealed class AuditEventConfiguration : IEntityTypeConfiguration<AuditEvent>
{
    public void Configure(EntityTypeBuilder<AuditEvent> builder)
    {
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.HasIndex(e => e.Sequence).IsUnique();
        builder.Property(e => e.ActorName).HasMaxLength(100);
        builder.Property(e => e.Action).HasMaxLength(60);
        builder.Property(e => e.SubjectKind).HasMaxLength(40);
        builder.Property(e => e.SubjectId).HasMaxLength(200);
        builder.Property(e => e.Outcome).HasMaxLength(10);
        builder.Property(e => e.Detail).HasMaxLength(500);
        builder.Property(e => e.PreviousHash).HasMaxLength(64);
        builder.Property(e => e.Hash).HasMaxLength(64);
        builder.HasIndex(e => e.At);
        builder.HasIndex(e => new { e.SubjectKind, e.SubjectId });
    }
}
