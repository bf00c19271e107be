using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace XrayPortal.Accounts;

/// <summary>A person who may sign in; people who come by OpenID Connect are local users too.</summary>
public sealed class PortalUser : IdentityUser<Guid>
{
    public PortalUser() => Id = Guid.CreateVersion7();

    public PortalUser(string userName, string? displayName = null)
        : this()
    {
        UserName = userName;
        DisplayName = displayName is { Length: > 0 } ? displayName : userName;
    }

    public string DisplayName { get; set; } = string.Empty;

    public Theme Theme { get; set; }
}

public enum Theme
{
    Dark,
    Light,
}

internal sealed class PortalUserConfiguration : IEntityTypeConfiguration<PortalUser>
{
    public void Configure(EntityTypeBuilder<PortalUser> builder) =>
        builder.Property(u => u.DisplayName).HasMaxLength(100);
}
