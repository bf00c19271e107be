using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using XrayPortal.Imaging;

namespace XrayPortal.Accounts;

/// <summary>OpenID Connect by configuration alone: code flow with PKCE, as an external scheme before the local account.</summary>
internal static partial class OidcSlice
{
    public static void AddOidc(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(OidcOptions.Section);
        services.AddOptions<OidcOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<OidcSignIn>();
        var oidc = section.Get<OidcOptions>() ?? new OidcOptions();
        if (oidc.IsOn) services.AddAuthentication().AddOpenIdConnect(OidcSignIn.Provider, oidc.DisplayName, o => Configure(o, oidc));
    }

    public static void MapOidc(this IEndpointRouteBuilder app)
    {
        // Links, not forms: the page's form-action policy would stop the redirect to another site.
        app.MapGet("/Account/External", (string? returnUrl, IOptions<OidcOptions> options) =>
            options.Value.IsOn
                ? Results.Challenge(
                    new AuthenticationProperties { RedirectUri = $"/Account/External/Back?returnUrl={Uri.EscapeDataString(LocalUrl.Or(returnUrl, "/"))}" },
                    [OidcSignIn.Provider])
                : Results.LocalRedirect("~/Account/Login"))
            .AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/Account/External/Back", async (
            string? returnUrl, HttpContext context, OidcSignIn oidc, UserManager<PortalUser> users) =>
        {
            var external = await context.AuthenticateAsync(IdentityConstants.ExternalScheme);
            await context.SignOutAsync(IdentityConstants.ExternalScheme);
            var result = external.Principal is null ? OidcRefusals.Failed : await oidc.SignInAsync(external.Principal);
            if (result.IsRefused) return Back(result.Refusal);
            return Results.LocalRedirect(Home.For([.. await users.GetRolesAsync(result.Value)], returnUrl));
        }).AllowAnonymous().ExcludeFromDescription();
    }

    private static void Configure(OpenIdConnectOptions options, OidcOptions oidc)
    {
        options.Authority = oidc.Authority;
        options.ClientId = oidc.ClientId;
        options.ClientSecret = oidc.ClientSecret;
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.SignInScheme = IdentityConstants.ExternalScheme;
        options.CallbackPath = "/Account/External/Code";
        options.MapInboundClaims = false;
        options.GetClaimsFromUserInfoEndpoint = false;
        options.TokenValidationParameters.NameClaimType = oidc.NameClaim;
        options.TokenValidationParameters.RoleClaimType = oidc.RoleClaim;
        options.RequireHttpsMetadata = oidc.RequireHttps;
        foreach (var scope in oidc.Scopes) options.Scope.Add(scope);
        // The answer comes back as a plain link (query), so Lax cookies reach us; they need no HTTPS on a machine of one's own.
        options.CorrelationCookie.SameSite = options.NonceCookie.SameSite = SameSiteMode.Lax;
        options.CorrelationCookie.SecurePolicy = options.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.Events.OnRemoteFailure = context =>
        {
            Log.Failed(context.HttpContext.RequestServices.GetRequiredService<ILogger<OidcSignIn>>(), context.Failure?.Message);
            context.Response.Redirect($"/Account/Login?refused={OidcRefusals.Failed.Code}");
            context.HandleResponse();
            return Task.CompletedTask;
        };
    }

    private static IResult Back(Refusal refusal) => Results.LocalRedirect($"~/Account/Login?refused={refusal.Code}");

    private static partial class Log
    {
        [LoggerMessage(1201, LogLevel.Warning, "Sign-in at the OpenID Connect provider failed: {Reason}")]
        public static partial void Failed(ILogger logger, string? reason);
    }
}
