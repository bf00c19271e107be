using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;
using XrayPortal.Shell;
using Xunit;

namespace XrayPortal.Tests.Shell;

public sealed class PageKeysTests : BunitContext, IAsyncLifetime
{
    private static readonly PageKey[] worklist = [new("j", "down"), new("k", "up")];

    public ValueTask InitializeAsync()
    {
        Services.AddMudServices(o => o.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddScoped<PageKeys>();
        JSInterop.Mode = JSRuntimeMode.Loose;
        return ValueTask.CompletedTask;
    }

    public new async ValueTask DisposeAsync() => await base.DisposeAsync();

    [Fact]
    public async Task QuestionMark_PageWithKeys_ListsThemOnce()
    {
        var (dialogs, help) = (Render<MudDialogProvider>(), Render<KeyHelp>());
        Services.GetRequiredService<PageKeys>().Offer(worklist);

        await help.InvokeAsync(() => help.Instance.OnKeyAsync("?"));
        await help.InvokeAsync(() => help.Instance.OnKeyAsync("?"));

        dialogs.WaitForAssertion(() => Assert.Equal(["j", "k"], dialogs.FindAll(".keys kbd").Select(k => k.TextContent)));
        Assert.Single(dialogs.FindAll(".mud-dialog"));
    }

    [Fact]
    public async Task QuestionMark_PageWithoutKeys_SaysSo()
    {
        var (dialogs, help) = (Render<MudDialogProvider>(), Render<KeyHelp>());

        await help.InvokeAsync(() => help.Instance.OnKeyAsync("?"));

        dialogs.WaitForAssertion(() => Assert.Contains("no keys of its own", dialogs.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Offer_NextPageOpensBeforeTheLastCloses_ItsKeysStay()
    {
        var (dialogs, help) = (Render<MudDialogProvider>(), Render<KeyHelp>());
        var keys = Services.GetRequiredService<PageKeys>();
        var last = keys.Offer([new PageKey("m", "map")]);
        keys.Offer(worklist);

        last.Dispose();
        await help.InvokeAsync(() => help.Instance.OnKeyAsync("?"));

        dialogs.WaitForAssertion(() => Assert.Equal(["j", "k"], dialogs.FindAll(".keys kbd").Select(k => k.TextContent)));
    }
}
