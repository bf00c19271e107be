using System.Security.Claims;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;
using XrayPortal.Accounts;
using XrayPortal.Deidentification;
using XrayPortal.Films;
using XrayPortal.Flags;
using XrayPortal.Models;
using XrayPortal.Pacs;
using XrayPortal.Shell;
using XrayPortal.Tests.Films;
using XrayPortal.Worklist;
using Xunit;

namespace XrayPortal.Tests.Reading;

/// <summary>Pages over the services and the database of a real portal; only the browser is missing.</summary>
public abstract class PageContext : BunitContext, IAsyncLifetime
{
    protected FilmPortal Portal { get; } = new();

    public virtual async ValueTask InitializeAsync()
    {
        await Portal.InitializeAsync();
        Services.AddMudServices(o => o.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddScoped<ViewerZone>().AddScoped<PageKeys>().AddScoped<SearchMemory>();
        JSInterop.Mode = JSRuntimeMode.Loose;
        Share<WorklistSearch>();
        Share<FilmNotifier>();
        Share<FilmReading>();
        Share<FlagService>();
        Share<TransferService>();
        Share<FilmExport>();
        Share<ModelRegistry>();
        Share<Microsoft.Extensions.Options.IOptions<FilmOptions>>();
    }

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Portal.DisposeAsync();
    }

    protected async Task SignInAsync(string role, params string[] policies)
    {
        var reader = await Portal.Host.ReaderAsync(role);
        AddAuthorization().SetAuthorized(reader.Name).SetRoles(role).SetPolicies(policies)
            .SetClaims(new Claim(ClaimTypes.NameIdentifier, reader.Id.ToString()));
    }

    protected Task SignInAsRadiologistAsync() => SignInAsync(
        Roles.Radiologist, Policies.MayRead, Policies.MayUpload, Policies.MayFlag, Policies.MayDownloadReports);

    protected IEnumerable<string> Toasts() => Services.GetRequiredService<ISnackbar>().ShownSnackbars.Select(s => s.Message ?? "");

    private void Share<T>()
        where T : class => Services.AddSingleton(Portal.Host.Get<T>());
}
