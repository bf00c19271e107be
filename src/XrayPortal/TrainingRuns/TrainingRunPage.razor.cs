using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using XrayPortal.Accounts;
using XrayPortal.Imaging;

namespace XrayPortal.TrainingRuns;

/// <summary>One run: where it stands, its curves, its log, and what came out.</summary>
public sealed partial class TrainingRunPage(TrainingRunService service, TrainingRunFeed feed) : IDisposable
{
    private readonly CancellationTokenSource leaving = new();
    private readonly LiveUpdate update = new();
    private TrainingRun? run;
    private TrainingSnapshot now = TrainingSnapshot.Empty;
    private Refusal? refusal;
    private bool stopping;
    private IReadOnlyList<ChartSeries> lossByEpoch = [];
    private IReadOnlyList<ChartSeries> aurocByEpoch = [];
    private IReadOnlyList<ChartSeries> lossByStep = [];

    [Parameter]
    public Guid Id { get; set; }

    [CascadingParameter]
    public Task<AuthenticationState> Authentication { get; set; } = null!;

    private TrainingPlan Asked => TrainingPlan.Read(run!.RecipeJson);

    private IEnumerable<string> Sets => [run!.DataPath, .. Asked.With ?? []];

    private string Plan
    {
        get
        {
            var plan = Asked;
            var recipe = plan.Recipe;
            var start = plan.FromLive ? "from the live model" : recipe.Weights is null ? "from random weights" : "from ImageNet weights";
            return $"{recipe.Network}, {start}, {recipe.HeadEpochs} frozen and {recipe.Epochs} fine-tuning epochs, batches of {recipe.BatchSize}.";
        }
    }

    /// <summary>What the new version has from the model that the run leans on (decision 0041); null where it leans on none.</summary>
    private string? Inherits => Asked switch
    {
        { Live: { } live, FromLive: true } plan =>
            $"It goes on from {live.Name} {live.Version}{(plan.Rest is null ? "" : ", by that version's recipe")}. Whom the model is for, its groups of ages and the terms of its films are that version's; thresholds are chosen anew.",
        { Live: { } live } =>
            $"It is trained anew as {live.Name} {live.Version} was. Whom the model is for, its groups of ages and the terms of its films are that version's; thresholds are chosen anew.",
        _ => null,
    };

    private string Standing => now.EpochCount == 0
        ? "The engine opens the films; the first figures come when they are read."
        : string.Join(" · ", new[]
        {
            $"{now.Phase}: epoch {now.Epoch} of {now.EpochCount}, step {now.Step} of {now.StepCount}",
            now.ImagesPerSecond is { } speed ? $"{speed:0.#} films a second" : null,
            now.Left is { } left ? $"about {Durations.Text(left)} left" : null,
        }.OfType<string>());

    public void Dispose()
    {
        feed.Changed -= OnChanged;
        leaving.Cancel();
        leaving.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        feed.Changed += OnChanged;
        await LookAsync();
    }

    private void OnChanged(Guid id)
    {
        if (id != Id) return;
        update.Ask(() => InvokeAsync(async () =>
        {
            if (leaving.IsCancellationRequested) return;
            await LookAsync();
            StateHasChanged();
        }));
    }

    private async Task LookAsync()
    {
        var found = await service.FindAsync(Id, leaving.Token);
        if (found.IsRefused)
        {
            refusal = found.Refusal;
            return;
        }

        run = found.Value;
        if (run.State is not (TrainingRunState.Queued or TrainingRunState.Running)) stopping = false;
        now = await service.SnapshotAsync(run, leaving.Token);
        // Epoch 0 is the state before fine-tuning, on the same axis: worth a point after a frozen phase or from the live model's weights;
        // a fresh network's own guesses would only flatten the curve.
        var fine = now.Epochs.Where(e => e.Epoch > 0 || Asked is { FromLive: true } or { Recipe.HeadEpochs: > 0 }).ToList();
        lossByEpoch = [Line("training", "first", e => e.TrainLoss), Line("validation", "second", e => e.ValidationLoss)];
        aurocByEpoch = [Line("validation AUROC", "first", e => e.ValidationAuroc)];
        lossByStep = [.. now.Steps.Select((s, i) => (s.Phase, Point: ((double)(i + 1), s.Loss))).GroupBy(s => s.Phase)
            .Select((g, i) => new ChartSeries(g.Key, i == 0 ? "first" : "second", [.. g.Select(s => s.Point)]))];

        ChartSeries Line(string name, string style, Func<EpochPoint, double?> value) => new(
            name, style, [.. fine.Where(e => value(e) is not null).Select(e => ((double)e.Epoch, value(e)!.Value))]);
    }

    private async Task StopAsync()
    {
        stopping = true;
        refusal = (await service.StopAsync(Id, Reader.From((await Authentication).User), CancellationToken.None)).Refusal;
        await LookAsync();
    }

    private async Task ResumeAsync()
    {
        refusal = (await service.ResumeAsync(Id, Reader.From((await Authentication).User), CancellationToken.None)).Refusal;
        await LookAsync();
    }
}
