using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using XrayPortal.Accounts;
using XrayPortal.Imaging;
using XrayPortal.Models;

namespace XrayPortal.EvaluationRuns;

/// <summary>Starts an evaluation and lists them all.</summary>
public sealed partial class EvaluationRunsPage(
    EvaluationRunService service, EvaluationRunFeed feed, ModelRegistry models, NavigationManager navigation) : IDisposable
{
    private readonly CancellationTokenSource leaving = new();
    private IReadOnlyList<EvaluationRun>? runs;
    private IReadOnlyList<string> versions = [];
    private Refusal? refusal;
    private string? chosen;
    private string path = "";
    private string split = "test";
    private string ageGroup = "";
    private IReadOnlyList<string> columns = [];
    private bool looked;
    private IReadOnlyCollection<string> by = [];
    private bool probes;
    private double? percent;
    private bool busy;

    [CascadingParameter]
    public Task<AuthenticationState> Authentication { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "model")]
    public string? AskedModel { get; set; }

    [SupplyParameterFromQuery(Name = "version")]
    public string? AskedVersion { get; set; }

    private IReadOnlyList<string> AgeGroups => Chosen is ({ } model, { } version) && models.Find(model, version) is { } package
        ? [.. package.Manifest.Population.Groups.Select(g => g.Name)] : [];

    private (string? Model, string? Version) Chosen => chosen?.Split('/') is [var model, var version] ? (model, version) : (null, null);

    public void Dispose()
    {
        feed.Changed -= OnChanged;
        leaving.Cancel();
        leaving.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        await models.LoadedAsync(leaving.Token);
        versions = [.. models.List().Where(m => m.Package is not null).Select(m => $"{m.Name}/{m.Version}")];
        var live = models.Live is { } l ? $"{l.Manifest.Name}/{l.Manifest.Version}" : null;
        chosen = versions.FirstOrDefault(v => v == $"{AskedModel}/{AskedVersion}") ?? live ?? (versions.Count > 0 ? versions[0] : null);
        feed.Changed += OnChanged;
        runs = await service.ListAsync(leaving.Token);
    }

    private static string AurocOf(EvaluationRun run) =>
        EvaluationFigures.Read(run)?.Metrics.Auroc is { } auroc ? EvaluationFigures.Text(auroc) : "–";

    private void OnChanged(Guid id) => _ = InvokeAsync(async () =>
    {
        if (leaving.IsCancellationRequested) return;
        runs = await service.ListAsync(CancellationToken.None);
        StateHasChanged();
    });

    private void ChooseVersion(string version) => (chosen, ageGroup) = (version, "");

    private Task ChooseSplitAsync(string part)
    {
        split = part;
        return ListColumnsAsync();
    }

    /// <summary>What is wrong with the path is said when the run is started.</summary>
    private async Task ListColumnsAsync()
    {
        var found = path.Length == 0 ? Result.Of<IReadOnlyList<string>>([]) : await service.ColumnsAsync(path, split, leaving.Token);
        columns = found.IsRefused ? [] : found.Value;
        looked = path.Length > 0 && !found.IsRefused;
        by = [.. by.Where(columns.Contains)];
    }

    private async Task StartAsync()
    {
        busy = true;
        var (model, version) = Chosen;
        var result = await service.StartAsync(
            new EvaluationDraft(model, version, path, split, [.. by], probes, ageGroup, percent / 100), Reader.From((await Authentication).User), CancellationToken.None);
        (refusal, busy) = (result.Refusal, false);
        if (!result.IsRefused) navigation.NavigateTo($"/evaluation-runs/{result.Value.Id}");
    }
}
