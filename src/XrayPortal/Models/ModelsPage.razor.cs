using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using XrayPortal.Accounts;
using XrayPortal.Imaging;
using XrayPortal.Inference.Packages;

namespace XrayPortal.Models;

/// <summary>The live model, every version with its label, and what was live when.</summary>
public sealed partial class ModelsPage(ModelRegistry models, IDialogService dialogs, ISnackbar snackbar) : IDisposable
{
    private readonly CancellationTokenSource leaving = new();
    private IReadOnlyList<ModelActivation> activations = [];
    private ModelActivation? previous;
    private Refusal? refusal;
    private bool loaded;
    private bool reading;
    private bool busy;

    [CascadingParameter]
    public Task<AuthenticationState> Authentication { get; set; } = null!;

    public void Dispose()
    {
        models.Changed -= Redraw;
        leaving.Cancel();
        leaving.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        await models.LoadedAsync(leaving.Token);
        models.Changed += Redraw;
        await LookAsync();
        loaded = true;
    }

    private static string? CardOf(ModelPackage package) => File.Exists(package.CardPath) ? File.ReadAllText(package.CardPath) : null;

    private static string EvaluateLink(ShelvedModel model) =>
        $"/evaluation-runs?model={Uri.EscapeDataString(model.Name)}&version={Uri.EscapeDataString(model.Version)}";

    private bool IsLive(ShelvedModel model) => ModelLine.IsLive(model.Name, model.Version, models.Live);

    private void Redraw() => _ = InvokeAsync(async () =>
    {
        await LookAsync();
        StateHasChanged();
    });

    private async Task LookAsync()
    {
        activations = await models.ActivationsAsync(20, CancellationToken.None);
        // The newest one before the live version that can still be used.
        previous = activations.Skip(1).FirstOrDefault(a =>
            (a.Name, a.Version) != (activations[0].Name, activations[0].Version) && models.Find(a.Name, a.Version) is not null);
    }

    private async Task ReadAgainAsync()
    {
        reading = true;
        await models.RefreshAsync(CancellationToken.None);
        reading = false;
    }

    private Task RollBackAsync() => AskAsync(previous!.Name, previous.Version, $"Rolled back from {activations[0].Version}: ");

    private async Task AskAsync(string name, string version, string suggested = "")
    {
        var parameters = new DialogParameters<ActivateDialog>
        {
            { d => d.Name, name },
            { d => d.Version, version },
            { d => d.Instead, models.Live is { } live ? $"{live.Manifest.Name} {live.Manifest.Version}" : null },
            { d => d.Suggested, suggested },
            { d => d.Terms, models.List().FirstOrDefault(m => m.Name == name && m.Version == version)?.Package?.Manifest.Terms ?? [] },
        };
        var dialog = await dialogs.ShowAsync<ActivateDialog>(null, parameters);
        if (await dialog.Result is not { Canceled: false, Data: string reason }) return;
        busy = true;
        var reader = Reader.From((await Authentication).User);
        refusal = (await models.ActivateAsync(name, version, reason, reader, CancellationToken.None)).Refusal;
        busy = false;
        if (refusal is null) snackbar.Add($"{name} {version} is live.", Severity.Success);
        await LookAsync();
    }
}
