using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace XrayPortal.Shell;

/// <summary>Listens to <c>?</c> on every page.</summary>
public sealed class KeyHelp(PageKeys keys, IJSRuntime js) : ComponentBase, IAsyncDisposable
{
    private static readonly string[] question = ["?"];

    private IJSObjectReference? module;
    private IJSObjectReference? listening;
    private DotNetObjectReference<KeyHelp>? self;

    [JSInvokable]
    public Task OnKeyAsync(string key)
    {
        _ = InvokeAsync(keys.ShowAsync); // ends when the list is closed: the browser need not wait
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        self?.Dispose();
        try
        {
            if (listening is not null)
            {
                await listening.InvokeVoidAsync("dispose");
                await listening.DisposeAsync();
            }

            if (module is not null) await module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The window is closed: nothing is left to take down there.
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        self = DotNetObjectReference.Create(this);
        module = await js.InvokeAsync<IJSObjectReference>("import", "./js/keys.js");
        listening = await module.InvokeAsync<IJSObjectReference>("listen", self, question);
    }
}
