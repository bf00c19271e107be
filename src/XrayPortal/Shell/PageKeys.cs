using MudBlazor;

namespace XrayPortal.Shell;

/// <summary>One key and what it does, in a few words.</summary>
public sealed record PageKey(string Key, string Does);

/// <summary>The keys of the page that is open: the page says them, <c>?</c> lists them. One for each window.</summary>
public sealed class PageKeys(IDialogService dialogs)
{
    private IReadOnlyList<PageKey> keys = [];
    private bool shown;

    /// <summary>Says the keys of a page that opens; dispose what is given when it closes.</summary>
    public IDisposable Offer(IReadOnlyList<PageKey> offered)
    {
        keys = offered;
        return new Offered(this, offered);
    }

    /// <summary>Lists them, once.</summary>
    public async Task ShowAsync()
    {
        if (shown) return;
        shown = true;
        try
        {
            var parameters = new DialogParameters<KeyList> { { list => list.Keys, keys } };
            var dialog = await dialogs.ShowAsync<KeyList>("Keys of this page", parameters, new DialogOptions { CloseOnEscapeKey = true, CloseButton = true });
            await dialog.Result;
        }
        finally
        {
            shown = false;
        }
    }

    private sealed class Offered(PageKeys all, IReadOnlyList<PageKey> keys) : IDisposable
    {
        public void Dispose()
        {
            // The next page opens before this one closes: its keys stay.
            if (ReferenceEquals(all.keys, keys)) all.keys = [];
        }
    }
}
