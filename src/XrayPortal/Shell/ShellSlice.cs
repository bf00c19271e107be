using MudBlazor;
using MudBlazor.Services;
using XrayPortal.Api;

namespace XrayPortal.Shell;

internal static class ShellSlice
{
    public static IServiceCollection AddShell(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices(o => o.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomLeft);
        services.AddScoped<ViewerZone>().AddScoped<PageKeys>();
        services.AddHttpContextAccessor();
        services.AddResponseCompression(o => o.MimeTypes = ["text/css", "text/javascript", "image/svg+xml"]);
        return services;
    }

    public static void UseShell(this WebApplication app)
    {
        app.UseResponseCompression();
        app.UseExceptionHandler();
        app.UseSecurityHeaders();
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseWhen(c => ApiSlice.IsCall(c.Request), api => api.UseStatusCodePages()); // inner, so that a call gets no page
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseSameOriginCalls();
        app.UseAntiforgery();
    }

    public static void MapShell(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null); // our own header says it
    }
}
