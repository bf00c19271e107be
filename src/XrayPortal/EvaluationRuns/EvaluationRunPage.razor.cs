using Microsoft.AspNetCore.Components;
using XrayPortal.Imaging;
using XrayPortal.Inference.Evaluation;

namespace XrayPortal.EvaluationRuns;

/// <summary>One evaluation: progress, then plots, figures and the worst errors.</summary>
public sealed partial class EvaluationRunPage(EvaluationRunService service, EvaluationRunFeed feed) : IDisposable
{
    private static readonly (string Name, string Title)[] FirstPlots =
    [
        ("roc", "ROC curve with its band"), ("reliability", "Reliability: how often films scored like this were positive"), ("confusion", "Confusion matrix"),
    ];

    private readonly CancellationTokenSource leaving = new();
    private EvaluationRun? run;
    private EvaluationSummary? summary;
    private IReadOnlyList<WorstError> worst = [];
    private Refusal? refusal;

    [Parameter]
    public Guid Id { get; set; }

    // Runs of earlier versions have no decision curve.
    private IEnumerable<(string Name, string Title)> Plots => summary is { DecisionCurve.Count: > 0 }
        ? [.. FirstPlots, ("decision", "Decision curve: what acting on calls is worth")] : FirstPlots;

    private string Called => EvaluationRequest.Read(run!.Folder).AgeGroup is { } group
        ? $"Films are called at the threshold of {group}, {summary!.Threshold:0.000}." : "";

    private string SetName => summary?.Metrics.DataSet ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(run!.DataPath));

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

    private string Link(string file) => $"/api/v1/evaluation-runs/{Id}/files/{file}";

    private void OnChanged(Guid id)
    {
        if (id != Id) return;
        _ = InvokeAsync(async () =>
        {
            if (leaving.IsCancellationRequested) return;
            await LookAsync();
            StateHasChanged();
        });
    }

    private async Task LookAsync()
    {
        var found = await service.FindAsync(Id, leaving.Token);
        refusal = found.Refusal;
        if (found.IsRefused) return;
        run = found.Value;
        summary = EvaluationFigures.Read(run);
        if (summary is not null) worst = await Task.Run(() => EvaluationRunFiles.ReadWorst(run.Folder), leaving.Token);
    }
}
