namespace XrayPortal.TrainingRuns;

/// <summary>All runs, newest first, kept up to date.</summary>
public sealed partial class TrainingRunsPage(TrainingRunService service, TrainingRunFeed feed) : IDisposable
{
    private readonly CancellationTokenSource leaving = new();
    private readonly LiveUpdate update = new();
    private IReadOnlyList<TrainingRun>? runs;

    public void Dispose()
    {
        feed.Changed -= OnChanged;
        leaving.Cancel();
        leaving.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        feed.Changed += OnChanged;
        runs = await service.ListAsync(leaving.Token);
    }

    private string ProgressOf(TrainingRun run) => feed.Find(run.Id) is not { } now ? "–"
        : now.EpochCount == 0 ? "beginning"
        : $"{now.Phase} epoch {now.Epoch} of {now.EpochCount}{(now.Left is { } left ? $", {Durations.Text(left)} left" : "")}";

    private void OnChanged(Guid id) => update.Ask(() => InvokeAsync(async () =>
    {
        if (leaving.IsCancellationRequested) return;
        runs = await service.ListAsync(CancellationToken.None);
        StateHasChanged();
    }));
}
