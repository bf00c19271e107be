using AngleSharp.Dom;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MudBlazor.Services;
using XrayPortal.Accounts;
using XrayPortal.Decoding;
using XrayPortal.Films;
using XrayPortal.Models;
using XrayPortal.Networks;
using XrayPortal.Tests.Builders;
using Xunit;

namespace XrayPortal.Tests.Networks;

/// <summary>The networks' pages over the services of a real portal and an engine: the real one unless a test names another.</summary>
public abstract class NetworkPageContext : BunitContext, IAsyncLifetime
{
    private protected PortalHost Host { get; private set; } = null!;

    private protected virtual string EnginePath => BuiltEngine.Program;

    public async ValueTask InitializeAsync()
    {
        Host = await PortalHost.StartAsync(settings: new(StringComparer.Ordinal)
        {
            ["TrainingRuns:Engine"] = EnginePath,
            ["Models:Folders:0"] = Path.Combine(Path.GetTempPath(), "xrayportal-no-models"),
        });
        await Host.Get<ModelRegistry>().LoadedAsync(CancellationToken.None);
        Services.AddMudServices(o => o.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddSingleton(Host.Get<NetworkInspector>());
        Services.AddSingleton(Host.Get<WeightsAtHand>());
        Services.AddSingleton(Host.Get<DecodePool>());
        Services.AddSingleton(Host.Get<IOptions<FilmOptions>>());
        JSInterop.Mode = JSRuntimeMode.Loose;
        AddAuthorization().SetAuthorized("ada").SetRoles(Roles.Administrator).SetPolicies(Policies.MayAdminister);
    }

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Host.DisposeAsync();
    }

    private protected static IElement Field(IRenderedComponent<NetworkPage> page, string label) => page.Find($"input[aria-label='{label}']");

    private protected static Task ClickAsync<T>(IRenderedComponent<T> page, string button)
        where T : Microsoft.AspNetCore.Components.IComponent =>
        page.FindAll("button").Single(b => b.TextContent.Contains(button, StringComparison.Ordinal)).ClickAsync();

    /// <summary>A layer's line as text, its fields left out.</summary>
    private protected static string Row(IRenderedComponent<NetworkPage> page, int number) =>
        string.Join(' ', page.FindAll(".layers tbody tr:not(.stage)").Single(r => r.Children[0].TextContent == $"{number}").TextContent.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
}
