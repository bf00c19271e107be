using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using XrayPortal.Data;

namespace XrayPortal.Accounts;

internal static class AccountsSlice
{
    public static IServiceCollection AddAccounts(this IServiceCollection services, IConfiguration configuration, DataFolder folder)
    {
        services.AddDataProtection().SetApplicationName("XrayPortal").PersistKeysToFileSystem(new DirectoryInfo(folder.Keys));
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.AddIdentityCore<PortalUser>(o =>
            {
                o.Password.RequiredLength = 12; // length over composition: NIST SP 800-63B, 5.1.1.2
                o.Password.RequireDigit = o.Password.RequireLowercase = false;
                o.Password.RequireUppercase = o.Password.RequireNonAlphanumeric = false;
                o.Lockout.MaxFailedAccessAttempts = 5;
                o.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
            })
            .AddRoles<IdentityRole<Guid>>()
            .AddEntityFrameworkStores<PortalDb>()
            .AddSignInManager()
            .AddDefaultTokenProviders();
        services.Configure<SecurityStampValidatorOptions>(o => o.ValidationInterval = TimeSpan.FromMinutes(1));
        services.ConfigureApplicationCookie(o =>
        {
            o.Cookie.Name = "xrayportal";
            o.LoginPath = "/Account/Login";
            o.LogoutPath = "/Account/Logout";
            o.AccessDeniedPath = "/Account/AccessDenied";
            o.ExpireTimeSpan = TimeSpan.FromHours(12);
        });
        services.AddAuthorization(Policies.Configure);
        services.AddCascadingAuthenticationState();
        services.AddSingleton<AccountPreferences>();
        services.AddScoped<AuthenticationStateProvider, StampedAuthenticationState>();
        return services;
    }

    public static void MapAccounts(this IEndpointRouteBuilder app) =>
        app.MapPost("/Account/Logout", async (SignInManager<PortalUser> signIn) =>
        {
            await signIn.SignOutAsync();
            return TypedResults.LocalRedirect("~/Account/Login");
        }).RequireAuthorization(Policies.SignedIn).ExcludeFromDescription();
}
