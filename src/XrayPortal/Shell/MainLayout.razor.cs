using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using XrayPortal.Accounts;

namespace XrayPortal.Shell;

/// <summary>Bar, rail and content of every interactive page.</summary>
public sealed partial class MainLayout(AccountPreferences preferences, NavigationManager navigation, IJSRuntime js, ViewerZone zone, PageKeys keys)
{
    private bool dark = true;
    private bool railOpen = true;
    private ErrorBoundary? boundary;
    private Reader? reader;

    [CascadingParameter]
    public Task<AuthenticationState> Authentication { get; set; } = null!;

    private string SkipTarget => "/" + navigation.ToBaseRelativePath(navigation.Uri).Split('#')[0] + "#content";

    protected override async Task OnInitializedAsync()
    {
        reader = Reader.TryFrom((await Authentication).User);
        if (reader is not null) dark = await preferences.ThemeAsync(reader, CancellationToken.None) is Theme.Dark;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) zone.Set(await js.InvokeAsync<string>("portal.zone"));
    }

    protected override void OnParametersSet() => boundary?.Recover();

    private void ToggleRail() => railOpen = !railOpen;

    private async Task ToggleThemeAsync()
    {
        dark = !dark;
        if (reader is not null)
            await preferences.ChooseThemeAsync(reader, dark ? Theme.Dark : Theme.Light, CancellationToken.None);
    }

    // A form post ends the cookie; a circuit cannot.
    private async Task SignOutAsync() => await js.InvokeVoidAsync("portal.signOut");

    private void Reload() => navigation.Refresh(forceReload: true);
}
