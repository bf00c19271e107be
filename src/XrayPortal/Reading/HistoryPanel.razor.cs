using Microsoft.AspNetCore.Components;
using XrayPortal.Films;

namespace XrayPortal.Reading;

/// <summary>What happened to a film, from the audit trail; read when somebody unfolds it.</summary>
public sealed partial class HistoryPanel(FilmReading reading, ILogger<HistoryPanel> logger) : IDisposable
{
    private readonly CancellationTokenSource ended = new();
    private IReadOnlyList<FilmEventView>? events;
    private int loadedAt = -1;
    private bool asked;
    private bool failed;

    [Parameter, EditorRequired]
    public Guid FilmId { get; set; }

    /// <summary>Changes when the film may have a new event.</summary>
    [Parameter, EditorRequired]
    public int Stamp { get; set; }

    public void Dispose()
    {
        ended.Cancel();
        ended.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (asked && loadedAt != Stamp) await LoadAsync();
    }

    private async Task LoadAsync()
    {
        asked = true;
        loadedAt = Stamp;
        try
        {
            var history = await reading.HistoryAsync(FilmId, ended.Token);
            (events, failed) = (history.IsRefused ? [] : history.Value, false);
        }
        catch (Exception failure) when (!ended.IsCancellationRequested)
        {
            failed = true;
            Log.NotRead(logger, FilmId, failure);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2402, LogLevel.Error, "The history of film {FilmId} could not be read")]
        public static partial void NotRead(ILogger logger, Guid filmId, Exception failure);
    }
}
