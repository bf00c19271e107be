using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using XrayPortal.Data;
using XrayPortal.Films;
using XrayPortal.Inference.Scoring;
using XrayPortal.Shell;

namespace XrayPortal.Worklist;

/// <summary>
/// The home page. Filters, order and page live in the address, so that back, forward and bookmarks work. Rows change in place as
/// results arrive; new films wait behind a button, so that no row moves under the pointer.
/// </summary>
public sealed partial class WorklistPage(
    WorklistSearch search, FilmNotifier notifier, NavigationManager navigation, IJSRuntime js,
    SearchMemory memory, PageKeys pageKeys, ILogger<WorklistPage> logger) : IAsyncDisposable
{
    internal const int PageSize = 25;
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(300);
    private static readonly string[] keys = ["/", "j", "k"];
    private static readonly PageKey[] allKeys =
        [new("j", "down"), new("k", "up"), new("Enter", "opens the film"), new("/", "searches")];

    private readonly CancellationTokenSource ended = new();
    private readonly ConcurrentDictionary<Guid, bool> changed = new();
    private List<WorklistRow>? rows;
    private WorklistOrder order = WorklistOrder.Uploaded;
    private bool descending = true;
    private int page;
    private int total;
    private int arrived;
    private int current = -1;
    private bool failed;
    private int refreshing;
    private IDisposable? subscription;
    private IDisposable? offered;
    private IJSObjectReference? module;
    private IJSObjectReference? listening;
    private DotNetObjectReference<WorklistPage>? self;

    [SupplyParameterFromQuery(Name = "state")]
    public string? StateName { get; set; }

    [SupplyParameterFromQuery(Name = "call")]
    public string? CallName { get; set; }

    [SupplyParameterFromQuery(Name = "order")]
    public string? OrderName { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    public int? PageNumber { get; set; }

    private WorklistFilter Filter { get; set; } = new();

    private int Pages => (total + PageSize - 1) / PageSize;

    private int First => (page * PageSize) + 1;

    private int Last => (page * PageSize) + (rows?.Count ?? 0);

    [JSInvokable]
    public async Task OnKeyAsync(string key)
    {
        if (module is null) return;
        if (key == "/")
        {
            await module.InvokeVoidAsync("focus", ended.Token, "#worklist-search");
            return;
        }

        if (rows is not { Count: > 0 }) return;
        current = Math.Clamp(current + (key == "j" ? 1 : -1), 0, rows.Count - 1);
        await module.InvokeVoidAsync("focus", ended.Token, $"#film-{rows[current].Id:N} a"); // Enter follows a link by itself
    }

    public async ValueTask DisposeAsync()
    {
        subscription?.Dispose();
        offered?.Dispose();
        await ended.CancelAsync();
        ended.Dispose();
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

    protected override void OnInitialized()
    {
        offered = pageKeys.Offer(allKeys);
        subscription = notifier.Subscribe(change =>
        {
            changed[change.FilmId] = true;
            // One refresh for all that changes within a moment.
            if (Interlocked.CompareExchange(ref refreshing, 1, 0) == 0) _ = InvokeAsync(RefreshAsync);
        });
    }

    protected override async Task OnParametersSetAsync()
    {
        ReadFilter();
        page = Math.Max(0, (PageNumber ?? 1) - 1);
        descending = OrderName is null || OrderName.StartsWith('-');
        order = KebabEnum.Parse<WorklistOrder>(OrderName?.TrimStart('-')) ?? WorklistOrder.Uploaded;
        await LoadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        self = DotNetObjectReference.Create(this);
        module = await js.InvokeAsync<IJSObjectReference>("import", ended.Token, "./js/keys.js");
        listening = await module.InvokeAsync<IJSObjectReference>("listen", ended.Token, self, keys);
    }

    private async Task LoadAsync()
    {
        try
        {
            var found = await search.PageAsync(Filter, order, descending, page * PageSize, PageSize, ended.Token);
            (rows, total, arrived, current, failed) = ([.. found.Rows], found.Total, 0, -1, false);
        }
        catch (Exception failure) when (!ended.IsCancellationRequested)
        {
            failed = true;
            Log.NotRead(logger, failure);
        }
    }

    private async Task RefreshAsync()
    {
        try
        {
            await Task.Delay(pause, ended.Token);
            refreshing = 0;
            var ids = changed.Keys.ToList();
            foreach (var id in ids) changed.TryRemove(id, out _);
            await ReplaceAsync(ids);
            StateHasChanged();
        }
        catch (Exception) when (ended.IsCancellationRequested)
        {
            // The page is gone.
        }
        catch (Exception failure)
        {
            Log.NotRead(logger, failure); // the next change tries again
        }
    }

    private async Task ReplaceAsync(List<Guid> ids)
    {
        if (rows is null or { Count: 0 })
        {
            await LoadAsync();
            return;
        }

        foreach (var fresh in await search.RowsAsync(ids, ended.Token))
        {
            var place = rows.FindIndex(r => r.Id == fresh.Id);
            if (place >= 0) rows[place] = fresh;
            else if (fresh.State == FilmState.Queued) arrived++;
        }
    }

    private Task TypeAsync(string? typed)
    {
        memory.Text = typed;
        return SearchAsync();
    }

    private async Task SearchAsync()
    {
        if (page > 0)
        {
            await GoAsync(Filter.State, Filter.Call); // the first page of what is found
            return;
        }

        ReadFilter();
        await LoadAsync();
    }

    private async Task ShowAllAsync()
    {
        memory.Text = null;
        if (Filter is { State: null, Call: null }) await SearchAsync();
        else await GoAsync(null, null);
    }

    private void ReadFilter()
    {
        var filter = WorklistFilter.Parse(StateName, CallName, memory.Text);
        Filter = filter.IsRefused ? new WorklistFilter() : filter.Value;
    }

    private Task SortAsync(WorklistOrder by)
    {
        (order, descending) = by == order ? (order, !descending) : (by, by == WorklistOrder.Uploaded);
        return GoAsync(Filter.State, Filter.Call);
    }

    private Task GoAsync(FilmState? state, Call? call, int toPage = 1)
    {
        var orderName = order == WorklistOrder.Uploaded && descending ? null : (descending ? "-" : "") + KebabEnum.Text(order);
        navigation.NavigateTo(navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
        {
            ["state"] = state is { } s ? KebabEnum.Text(s) : null,
            ["call"] = call is { } c ? KebabEnum.Text(c) : null,
            ["order"] = orderName,
            ["page"] = toPage > 1 ? toPage.ToString(CultureInfo.InvariantCulture) : null,
        }));
        return Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(2301, LogLevel.Error, "The worklist could not be read")]
        public static partial void NotRead(ILogger logger, Exception failure);
    }
}
