using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using XrayPortal.Accounts;
using XrayPortal.Flags;
using XrayPortal.Imaging;
using XrayPortal.Models;
using XrayPortal.Networks;

namespace XrayPortal.TrainingRuns;

/// <summary>The form that starts a run from a preset.</summary>
public sealed partial class NewTrainingRunPage(
    TrainingRunService service, Engine engine, NetworkInspector inspector, ModelRegistry models, NavigationManager navigation) : IDisposable
{
    private readonly CancellationTokenSource leaving = new();
    private readonly TrainingForm form = new();
    private Refusal? refusal;
    private IReadOnlyList<EngineFinding>? findings;
    private IReadOnlyList<NetworkSummary>? networks;
    private int flagged;
    private bool examining;
    private bool busy;

    [Inject]
    private FlaggedCases FlaggedCases { get; set; } = null!;

    [CascadingParameter]
    public Task<AuthenticationState> Authentication { get; set; } = null!;

    /// <summary>Null where no model is live or it does not say its recipe: then the preset is not offered.</summary>
    private LiveRecipe? LiveRecipe { get; set; }

    private bool IsLivePreset => form.Preset == TrainingRuns.LiveRecipe.Preset;

    private TrainingRecipe Start => IsLivePreset ? LiveRecipe!.AsTrained : RecipePresets.Find(form.Preset)!.Recipe;

    private string PresetHelp => IsLivePreset ? LiveHelp : RecipePresets.Find(form.Preset)!.Help;

    private string LiveHelp =>
        $"Every setting of {models.Live?.Manifest.Name} {models.Live?.Manifest.Version}, those that are not shown here too. From its weights a few epochs at a third of its rates suffice to learn new cases, such as flagged ones; from other weights its own epochs and rates are put in.";

    private string FlaggedLabel => flagged == 0 ? "Take flagged cases in (there are none with a label)" : $"Take flagged cases in ({flagged})";

    public void Dispose()
    {
        leaving.Cancel();
        leaving.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        var located = engine.Locate();
        refusal = located.Refusal;
        form.Name = models.Live?.Manifest.Name ?? "chest-xray-pneumonia";
        LiveRecipe = TrainingRuns.LiveRecipe.Of(models.Live?.Manifest).Match<LiveRecipe?>(own => own, _ => null);
        ChoosePreset(form.Preset);
        flagged = await FlaggedCases.CountAsync(leaving.Token);
        form.IncludeFlagged = flagged > 0;
        if (!located.IsRefused) await ListNetworksAsync();
    }

    private async Task ListNetworksAsync()
    {
        try
        {
            var list = await inspector.ListAsync(leaving.Token);
            if (!list.IsRefused) networks = [.. list.Value.Networks.Where(n => n.ForFilms)];
            else refusal = list.Refusal;
        }
        catch (OperationCanceledException)
        {
            // Nobody looks any more.
        }
    }

    private bool HasImageNet(string network) => networks?.FirstOrDefault(n => n.Name == network)?.ImageNetWeights ?? Start.Weights is not null;

    private static string Words(NetworkSummary network) =>
        $"{network.Name}: {NetworkWords.Short(network.Parameters)} parameters, {NetworkWords.Short(network.MultiplyAccumulates)} multiply-accumulates{(network.ImageNetWeights ? "" : ", from random weights")}";

    private void ChoosePreset(string name)
    {
        form.Preset = name;
        form.Take(IsLivePreset ? LiveRecipe!.GoingOn : Start, IsLivePreset);
    }

    private void ChooseStart(StartFrom from)
    {
        if (IsLivePreset && from is StartFrom.Live != form.From is StartFrom.Live)
            form.Take(from is StartFrom.Live ? LiveRecipe!.GoingOn : LiveRecipe!.AsTrained, from is StartFrom.Live);
        form.From = from;
    }

    private void ChooseNetwork(string network)
    {
        form.Network = network;
        if (!HasImageNet(network) && form.From is StartFrom.ImageNet) form.From = StartFrom.Chance;
    }

    private async Task StartAsync()
    {
        busy = true;
        var reader = Reader.From((await Authentication).User);
        var recipe = JsonSerializer.SerializeToNode(form.ToRecipe(Start, HasImageNet(form.Network)), TrainingRecipe.Json) as JsonObject;
        var draft = new TrainingDraft(form.Name, form.DataPath, form.Preset, recipe, form.IncludeFlagged, form.From is StartFrom.Live,
            [.. form.With.Select(s => s.Path).Where(p => !string.IsNullOrWhiteSpace(p))]);
        var result = await service.StartAsync(draft, reader, CancellationToken.None);
        (refusal, busy) = (result.Refusal, false);
        if (!result.IsRefused) navigation.NavigateTo($"/training-runs/{result.Value.Id}");
    }

    private async Task ExamineAsync()
    {
        (examining, findings) = (true, null);
        var result = await engine.ExamineAsync(leaving.Token);
        examining = false;
        if (result.IsRefused) refusal = result.Refusal;
        else (findings, refusal) = (result.Value, null);
    }
}
