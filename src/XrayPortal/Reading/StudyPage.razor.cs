using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;
using MudBlazor;
using XrayPortal.Accounts;
using XrayPortal.Films;
using XrayPortal.Imaging;
using XrayPortal.Shell;
using XrayPortal.Worklist;

namespace XrayPortal.Reading;

/// <summary>One film: the picture, what the model says of it, what readers say of that.</summary>
public sealed partial class StudyPage(
    FilmReading reading, WorklistSearch worklist, FilmNotifier notifier, NavigationManager navigation, ISnackbar snackbar, IJSRuntime js,
    PageKeys pageKeys, ILogger<StudyPage> logger) : IAsyncDisposable
{
    private static readonly string[] keys = ["a", "d", "n", "m", "c", "Enter", "Escape", "1", "2", "3", "4", "5", "6", "7"];

    private static readonly PageKey[] allKeys =
    [
        new("m", "map on and off"), new("c", "outline of the map"), new("a", "agree, then Enter"), new("d", "disagree, then a reason's number"),
        new("n", "next film"), new("w", "drag sets window and level"), new("z", "drag zooms"), new("p", "drag moves"), new("i", "invert"),
        new("=", "fit"), new("+ −", "zoom"), new("Space", "reset"), new("1 – 4", "window presets (while you are not judging)"),
        new("Arrows", "move the film (with Shift: window and level), once it has the focus"),
    ];

    private readonly CancellationTokenSource ended = new();
    private FilmRecord? record;
    private Refusal? refusal;
    private bool failed;
    private int loads;
    private Guid opened;
    private FilmViewer? viewer;
    private JudgePanel? judge;
    private IDisposable? subscription;
    private IDisposable? offered;
    private IJSObjectReference? module;
    private IJSObjectReference? listening;
    private DotNetObjectReference<StudyPage>? self;

    [Parameter]
    public Guid Id { get; set; }

    [CascadingParameter]
    public Task<AuthenticationState> Authentication { get; set; } = null!;

    private string Title => record?.Film.PatientReference ?? record?.Film.FileName ?? "Film";

    private string Facts
    {
        get
        {
            var film = record!.Film;
            string?[] facts =
            [
                film.AgeYears is { } age ? $"{age.ToString("0.#", CultureInfo.InvariantCulture)} years" : null,
                film.Sex, film.View, film.StudyDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), film.Accession,
                $"{film.Width} × {film.Height}",
            ];
            return string.Join(" · ", facts.Where(f => f is not null));
        }
    }

    [JSInvokable]
    public async Task OnKeyAsync(string key)
    {
        switch (key)
        {
            case "n": await NextAsync(); break;
            case "1" or "2" or "3" or "4" when viewer is not null && judge is not { IsAsking: true }: await viewer.PresetAsync(key); break;
            case "m" when viewer is not null: await viewer.ToggleMapAsync(); break;
            case "c" when viewer is not null: await viewer.ToggleContourAsync(); break;
            default: await (judge?.OnKeyAsync(key) ?? Task.CompletedTask); break;
        }

        StateHasChanged();
        // Enter then presses this button, whatever had the focus before.
        if (key == "a" && module is not null) await module.InvokeVoidAsync("focus", ended.Token, ".judge-save");
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
            if (change.FilmId == Id) _ = InvokeAsync(FollowAsync);
        });
    }

    protected override async Task OnParametersSetAsync()
    {
        if (opened == Id) return;
        opened = Id;
        await OpenAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        self = DotNetObjectReference.Create(this);
        module = await js.InvokeAsync<IJSObjectReference>("import", ended.Token, "./js/keys.js");
        listening = await module.InvokeAsync<IJSObjectReference>("listen", ended.Token, self, keys);
    }

    private async Task OpenAsync()
    {
        record = null;
        var reader = Reader.From((await Authentication).User);
        await LoadAsync(() => reading.OpenAsync(Id, reader, ended.Token));
    }

    private Task ReloadAsync() => LoadAsync(() => reading.FindAsync(Id, ended.Token));

    /// <summary>Something happened to this film. Its result appearing is a view of it.</summary>
    private async Task FollowAsync()
    {
        try
        {
            var wasWaiting = record?.Film.State is FilmState.Queued or FilmState.Running;
            var reader = Reader.From((await Authentication).User);
            await LoadAsync(() => wasWaiting ? reading.OpenAsync(Id, reader, ended.Token) : reading.FindAsync(Id, ended.Token));
            StateHasChanged();
        }
        catch (Exception) when (ended.IsCancellationRequested)
        {
            // The page is gone.
        }
    }

    private async Task LoadAsync(Func<Task<Result<FilmRecord>>> load)
    {
        try
        {
            var found = await load();
            (failed, refusal) = (false, found.Refusal);
            record = found.IsRefused ? null : found.Value;
            loads++;
        }
        catch (Exception failure) when (!ended.IsCancellationRequested)
        {
            failed = true;
            Log.NotRead(logger, Id, failure);
        }
    }

    private async Task NextAsync()
    {
        if (await worklist.NextAsync(Id, ended.Token) is { } next) navigation.NavigateTo($"/films/{next}");
        else snackbar.Add("This was the last film of the worklist.", Severity.Normal);
    }

    private static partial class Log
    {
        [LoggerMessage(2401, LogLevel.Error, "Film {FilmId} could not be opened")]
        public static partial void NotRead(ILogger logger, Guid filmId, Exception failure);
    }
}
