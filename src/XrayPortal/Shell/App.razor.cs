using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Identity;
using XrayPortal.Accounts;
using XrayPortal.Data;

namespace XrayPortal.Shell;

/// <summary>The HTML around every page. Pages are interactive without prerendering; account pages are plain.</summary>
public sealed partial class App(UserManager<PortalUser> users)
{
    private Theme theme;

    [CascadingParameter]
    public HttpContext HttpContext { get; set; } = null!;

    private IComponentRenderMode? Mode =>
        HttpContext.AcceptsInteractiveRouting() ? new InteractiveServerRenderMode(prerender: false) : null;

    private string? Nonce => HttpContext.Items[SecurityHeaders.NonceKey] as string;

    private string KebabTheme => KebabEnum.Text(theme);

    protected override async Task OnInitializedAsync() =>
        theme = (await users.GetUserAsync(HttpContext.User))?.Theme ?? Theme.Dark;
}
