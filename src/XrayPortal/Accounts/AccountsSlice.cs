using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using XrayPortal.Data;

namespace XrayPortal.Accounts;

internal static class AccountsSlice
{
    private const string CookieOrToken = nameof(CookieOrToken);

    public static IServiceCollection AddAccounts(this IServiceCollection services, IConfiguration configuration, DataFolder folder)
    {
        services.AddDataProtection().SetApplicationName("XrayPortal").PersistKeysToFileSystem(new DirectoryInfo(folder.Keys));
        services.AddOptions<AccountsOptions>()
            .Bind(configuration.GetSection("Accounts")).ValidateDataAnnotations().ValidateOnStart();
        AddSchemes(services);
        AddIdentity(services);
        services.AddOidc(configuration);
        services.AddAuthorization(Policies.Configure);
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, DenialHandler>();
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, StampedAuthenticationState>();
        services.AddSingleton<AccountPreferences>();
        services.AddSingleton<AccountService>();
        services.AddSingleton<AccessTokenService>();
        services.AddScoped<SignInService>();
        services.AddSingleton<SetupLink>();
        services.AddSingleton<DemoAccounts>();
        services.AddSignInLimit();
        return services;
    }

    public static void MapAccounts(this IEndpointRouteBuilder app)
    {
        app.MapOidc();
        app.MapPost("/Account/Logout", async (SignInService signIn) =>
        {
            await signIn.SignOutAsync();
            return TypedResults.LocalRedirect("~/Account/Login");
        }).RequireAuthorization(Policies.SignedIn).ExcludeFromDescription();
    }

    private static void AddSchemes(IServiceCollection services)
    {
        var schemes = services.AddAuthentication(o =>
        {
            o.DefaultScheme = CookieOrToken;
            o.DefaultSignInScheme = IdentityConstants.ExternalScheme;
        });
        schemes.AddPolicyScheme(CookieOrToken, null, o => o.ForwardDefaultSelector = context =>
            BearerHandler.SecretOf(context.Request) is null ? IdentityConstants.ApplicationScheme : BearerHandler.SchemeName);
        schemes.AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.SchemeName, null);
        schemes.AddIdentityCookies();
        services.ConfigureApplicationCookie(o =>
        {
            o.Cookie.Name = "xrayportal";
            o.LoginPath = "/Account/Login";
            o.AccessDeniedPath = "/Account/AccessDenied";
            o.ExpireTimeSpan = TimeSpan.FromHours(12);
        });
    }

    private static void AddIdentity(IServiceCollection services)
    {
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
    }
}
