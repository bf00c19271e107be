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

public enum StartFrom
{
    ImageNet,
    Live,
    Chance,
}

/// <summary>The form that starts a run from a preset.</summary>
public sealed partial class NewTrainingRunPage(
    TrainingRunService service, Engine engine, NetworkInspector inspector, ModelRegistry models, FlaggedCases flaggedCases, NavigationManager navigation) : IDisposable
{
    private readonly CancellationTokenSource leaving = new();
    private readonly Form form = new();
    private SetPreview? preview;
    private Refusal? previewRefusal;
    private Refusal? refusal;
    private IReadOnlyList<EngineFinding>? findings;
    private IReadOnlyList<NetworkSummary>? networks;
    private int flagged;
    private bool looking;
    private bool examining;
    private bool busy;

    [CascadingParameter]
    public Task<AuthenticationState> Authentication { get; set; } = null!;

    private RecipePreset Preset => RecipePresets.Find(form.Preset)!;

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
        ChoosePreset(form.Preset);
        flagged = await flaggedCases.CountAsync(leaving.Token);
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

    private bool HasImageNet(string network) => networks?.FirstOrDefault(n => n.Name == network)?.ImageNetWeights ?? Preset.Recipe.Weights is not null;

    private static string Words(NetworkSummary network) =>
        $"{network.Name}: {NetworkWords.Short(network.Parameters)} parameters, {NetworkWords.Short(network.MultiplyAccumulates)} multiply-accumulates{(network.ImageNetWeights ? "" : ", from random weights")}";

    private void ChoosePreset(string name)
    {
        form.Preset = name;
        form.Take(Preset.Recipe);
    }

    private void ChooseNetwork(string network)
    {
        form.Network = network;
        if (!HasImageNet(network) && form.From is StartFrom.ImageNet) form.From = StartFrom.Chance;
    }

    private async Task PreviewAsync()
    {
        (preview, previewRefusal) = (null, null);
        if (string.IsNullOrWhiteSpace(form.DataPath)) return;
        looking = true;
        var result = await service.PreviewAsync(form.DataPath.Trim(), leaving.Token);
        looking = false;
        if (result.IsRefused) previewRefusal = result.Refusal;
        else preview = result.Value;
    }

    private async Task StartAsync()
    {
        busy = true;
        var reader = Reader.From((await Authentication).User);
        var recipe = JsonSerializer.SerializeToNode(form.ToRecipe(Preset.Recipe, HasImageNet(form.Network)), TrainingRecipe.Json) as JsonObject;
        var draft = new TrainingDraft(form.Name, form.DataPath, form.Preset, recipe, form.IncludeFlagged, form.From is StartFrom.Live);
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

    private sealed class Form
    {
        public string Name { get; set; } = "";

        public string DataPath { get; set; } = "";

        public bool IncludeFlagged { get; set; }

        public string Preset { get; set; } = RecipePresets.All[0].Name;

        public string Network { get; set; } = "";

        public StartFrom From { get; set; }

        public int HeadEpochs { get; set; }

        public int Epochs { get; set; }

        public double HeadLearningRate { get; set; }

        public double BackboneLearningRate { get; set; }

        public double FineTuneHeadLearningRate { get; set; }

        public int BatchSize { get; set; }

        public int InputSide { get; set; }

        public int Patience { get; set; }

        public double ValidationShare { get; set; }

        public int MaxFilms { get; set; }

        public long Seed { get; set; }

        public void Take(TrainingRecipe recipe)
        {
            (Network, From) = (recipe.Network, recipe.Weights is null ? StartFrom.Chance : StartFrom.ImageNet);
            (HeadEpochs, Epochs, Patience, BatchSize, InputSide) = (recipe.HeadEpochs, recipe.Epochs, recipe.Patience, recipe.BatchSize, recipe.InputSide);
            (HeadLearningRate, BackboneLearningRate, FineTuneHeadLearningRate) = (recipe.HeadLearningRate, recipe.BackboneLearningRate, recipe.FineTuneHeadLearningRate);
            (ValidationShare, MaxFilms, Seed) = (recipe.ValidationShare, recipe.MaxFilms, recipe.Seed);
        }

        public TrainingRecipe ToRecipe(TrainingRecipe preset, bool hasImageNet) => preset with
        {
            Network = Network,
            // Where the live model's network differs after all, a pretrained backbone is the better second choice.
            Weights = From is StartFrom.Chance || !hasImageNet ? null : "imagenet",
            HeadEpochs = HeadEpochs,
            Epochs = Epochs,
            HeadLearningRate = HeadLearningRate,
            BackboneLearningRate = BackboneLearningRate,
            FineTuneHeadLearningRate = FineTuneHeadLearningRate,
            BatchSize = BatchSize,
            InputSide = InputSide,
            Patience = Patience,
            ValidationShare = ValidationShare,
            MaxFilms = MaxFilms,
            Seed = Seed,
        };
    }
}
