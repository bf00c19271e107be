using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace XrayPortal.Accounts;

/// <summary>The five roles; an account may hold several.</summary>
public static class Roles
{
    /// <summary>Uploads, reads, flags.</summary>
    public const string Radiologist = "Radiologist";

    /// <summary>Reads results and downloads reports.</summary>
    public const string Clinician = "Clinician";

    /// <summary>Settles disagreements.</summary>
    public const string Adjudicator = "Adjudicator";

    /// <summary>Accounts, runs, models, settings.</summary>
    public const string Administrator = "Administrator";

    /// <summary>The audit trail only.</summary>
    public const string Auditor = "Auditor";

    public static IReadOnlyList<string> All { get; } = [Radiologist, Clinician, Adjudicator, Administrator, Auditor];

    /// <summary>The role as we spell it, or null where there is none of that name.</summary>
    public static string? Find(string? name) =>
        All.FirstOrDefault(r => string.Equals(r, name, StringComparison.OrdinalIgnoreCase));
}

internal sealed class RoleConfiguration : IEntityTypeConfiguration<IdentityRole<Guid>>
{
    // Fixed ids: roles are part of the schema, so that every verb finds them once the database is migrated.
    public void Configure(EntityTypeBuilder<IdentityRole<Guid>> builder) =>
        builder.HasData(Roles.All.Select((name, i) => new IdentityRole<Guid>(name)
        {
            Id = Guid.Parse($"0190a000-0000-7000-8000-00000000000{i + 1}"),
            NormalizedName = name.ToUpperInvariant(),
            ConcurrencyStamp = name,
        }));
}
