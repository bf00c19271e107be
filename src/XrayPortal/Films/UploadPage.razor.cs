using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Microsoft.JSInterop;
using XrayPortal.Worklist;

namespace XrayPortal.Films;

/// <summary>One file as the browser's uploader sees it.</summary>
/// <param name="State"><c>waiting</c>, <c>sending</c>, <c>sent</c> or <c>refused</c>.</param>
/// <param name="Sent">Share of the bytes that have left, 0..1.</param>
public sealed record UploadLine(
    int Key, string Name, long Size, double Sent, string State, Guid? Id, bool Duplicate, string? Code, string? Sentence)
{
    public bool IsUnderWay => State is "waiting" or "sending";
}

/// <summary>Shows what js/upload.js does: the files go from the browser straight to the HTTP endpoint, never through this circuit.</summary>
public sealed partial class UploadPage(
    WorklistSearch search, FilmNotifier notifier, IOptions<FilmOptions> options, IJSRuntime js, ILogger<UploadPage> logger) : IAsyncDisposable
{
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(300);

    private readonly CancellationTokenSource ended = new();
    private readonly SortedDictionary<int, UploadLine> lines = [];
    private readonly ConcurrentDictionary<Guid, bool> changed = new();
    private ElementReference input;
    private string? patient;
    private double? age;
    private string? sex;
    private string? view;
    private int refreshing;
    private IDisposable? subscription;
    private IJSObjectReference? module;
    private IJSObjectReference? uploader;
    private DotNetObjectReference<UploadPage>? self;

    /// <summary>The films of this page's lines, as they are now.</summary>
    private Dictionary<Guid, WorklistRow> Films { get; } = [];

    private List<UploadLine> Shown => [.. lines.Values.Reverse()];

    private string Summary
    {
        get
        {
            var left = lines.Values.Count(l => l.IsUnderWay);
            var refused = lines.Values.Count(l => l.State == "refused");
            var known = lines.Values.Count(l => l.Duplicate);
            var words = $"{lines.Count} {(lines.Count == 1 ? "file" : "files")}: {lines.Count - left - refused} received";
            if (known > 0) words += $" ({known} known already)";
            if (refused > 0) words += $", {refused} refused";
            return left > 0 ? $"{words}, {left} to go" : words;
        }
    }

    [JSInvokable]
    public async Task OnLinesAsync(UploadLine[] news)
    {
        ArgumentNullException.ThrowIfNull(news);
        foreach (var line in news)
        {
            lines[line.Key] = line;
            if (line.Id is { } id && !Films.ContainsKey(id)) changed[id] = true;
        }

        StateHasChanged();
        if (!changed.IsEmpty && Interlocked.CompareExchange(ref refreshing, 1, 0) == 0) await RefreshAsync();
    }

    public async ValueTask DisposeAsync()
    {
        subscription?.Dispose();
        await ended.CancelAsync();
        ended.Dispose();
        self?.Dispose();
        try
        {
            if (uploader is not null)
            {
                await uploader.InvokeVoidAsync("dispose");
                await uploader.DisposeAsync();
            }

            if (module is not null) await module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The window is closed: nothing is left to take down there.
        }
    }

    protected override void OnInitialized() => subscription = notifier.Subscribe(change =>
    {
        changed[change.FilmId] = true;
        if (Interlocked.CompareExchange(ref refreshing, 1, 0) == 0) _ = InvokeAsync(RefreshAsync);
    });

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        self = DotNetObjectReference.Create(this);
        module = await js.InvokeAsync<IJSObjectReference>("import", ended.Token, "./js/upload.js");
        uploader = await module.InvokeAsync<IJSObjectReference>("attach", ended.Token, self, input);
        await DescribeAsync();
    }

    private async Task DescribeAsync()
    {
        if (uploader is null) return;
        var years = age?.ToString(CultureInfo.InvariantCulture);
        await uploader.InvokeVoidAsync("describe", ended.Token, new { patient, age = years, sex, view });
    }

    private async Task RetryAsync(int key)
    {
        if (uploader is not null) await uploader.InvokeVoidAsync("retry", ended.Token, key);
    }

    private Task RemoveAsync(int key) => RemoveAsync([key]);

    private Task ClearAsync() => RemoveAsync([.. lines.Values.Where(l => !l.IsUnderWay).Select(l => l.Key)]);

    /// <summary>Takes files off the list; those that are under way are not sent any further.</summary>
    private async Task RemoveAsync(int[] keys)
    {
        // The browser first: what it told before is here by then, and would bring a line back.
        if (uploader is not null) await uploader.InvokeVoidAsync("remove", ended.Token, keys);
        foreach (var key in keys) lines.Remove(key);
    }

    private async Task RefreshAsync()
    {
        try
        {
            await Task.Delay(pause, ended.Token);
            refreshing = 0;
            var ours = lines.Values.Select(l => l.Id).OfType<Guid>().ToHashSet();
            var ids = changed.Keys.Where(ours.Contains).ToList();
            // What is not ours yet may be in a moment: the list is told of the film before the browser's answer arrives.
            foreach (var id in ids) changed.TryRemove(id, out _);
            foreach (var row in await search.RowsAsync(ids, ended.Token)) Films[row.Id] = row;
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

    private static partial class Log
    {
        [LoggerMessage(2302, LogLevel.Error, "The films of an upload could not be read")]
        public static partial void NotRead(ILogger logger, Exception failure);
    }
}
