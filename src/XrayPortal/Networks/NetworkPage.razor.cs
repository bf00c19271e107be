using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace XrayPortal.Networks;

/// <summary>One network: its layers with all that can be changed of them, where its cost sits, and its pictures.</summary>
public sealed partial class NetworkPage(NetworkInspector inspector) : IDisposable
{
    private const int FewLayers = 30;

    private readonly CancellationTokenSource leaving = new();
    private readonly HashSet<int> open = [];
    private Playground? playground;
    private IReadOnlyList<NetworkStage> stages = [];
    private NetworkTable? staged;
    private LayerSetting? touched;
    private int? selected;
    private bool hasImageNet;

    [Parameter]
    public string Name { get; set; } = "";

    private LayerView? Selected => selected is { } number && number <= playground!.Table!.Rows.Count ? playground.Table.Rows[number - 1] : null;

    /// <summary>The layer whose field holds what is impossible.</summary>
    private LayerSetting? RefusedLayer => playground?.Refusal is null ? null : touched;

    private string? Difference
    {
        get
        {
            var (was, now) = (playground!.Original!, playground.Table!);
            return !playground.IsChanged || playground.Refusal is not null && ReferenceEquals(was, now) ? null : string.Join("; ", new[]
            {
                Moved("parameters", was.Parameters, now.Parameters, NetworkWords.Full),
                Moved("multiply-accumulates", was.MultiplyAccumulates, now.MultiplyAccumulates, NetworkWords.Short),
                Moved("activations", was.ActivationBytes, now.ActivationBytes, NetworkWords.Bytes),
            });
        }
    }

    public void Dispose()
    {
        playground?.Dispose();
        leaving.Cancel();
        leaving.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (playground?.Asked.Network == Name) return;
        playground?.Dispose();
        playground = new Playground(inspector, Name);
        (selected, touched, staged) = (null, null, null);
        open.Clear();
        await playground.OpenAsync();
        if (playground.Table is not { } table) return;
        Lay();
        if (table.Rows.Count <= FewLayers) OpenAll(true);
        selected = table.Rows.FirstOrDefault(r => r.Settings.Count > 0)?.Number;
        await LookForWeightsAsync();
    }

    private static string Totals(NetworkTable table) =>
        $"{NetworkWords.Full(table.Parameters)} parameters, {NetworkWords.Short(table.MultiplyAccumulates)} multiply-accumulates and {NetworkWords.Bytes(table.ActivationBytes)} of activations "
        + $"for one picture of {table.Input}; {table.Depth} layers with weights deep.";

    private static string Moved(string what, long was, long now, Func<long, string> say)
    {
        if (was == now) return $"{what} as before, {say(now)}";
        var percent = was == 0 ? "" : $" ({100.0 * (now - was) / was:+0.#;−0.#;±0} %)";
        return $"{what} {say(was)} → {say(now)}{percent}";
    }

    private async Task LookForWeightsAsync()
    {
        try
        {
            var list = await inspector.ListAsync(leaving.Token);
            hasImageNet = !list.IsRefused && list.Value.Networks.Any(n => n.Name == Name && n.ImageNetWeights);
        }
        catch (OperationCanceledException)
        {
            // Nobody looks any more.
        }
    }

    private Task SetInputAsync(ChangeEventArgs change, Func<MapShape, int, MapShape> with)
    {
        touched = null;
        return Read(change.Value) is { } value ? AfterAsync(playground!.SetInputAsync(with(playground.Input!, value))) : Task.CompletedTask;
    }

    private Task SetAsync((LayerSetting Setting, string? Text) asked)
    {
        selected = asked.Setting.Layer;
        if (Read(asked.Text) is not { } value) return Task.CompletedTask; // a field that is being cleared to type anew
        touched = asked.Setting;
        return AfterAsync(playground!.SetAsync(asked.Setting.Layer, asked.Setting.Setting, value));
    }

    private Task UndoAsync() => AfterAsync(playground!.UndoAsync());

    private Task ResetAsync() => AfterAsync(playground!.ResetAsync());

    private async Task AfterAsync(Task asked)
    {
        await asked;
        Lay();
    }

    private void Lay()
    {
        if (ReferenceEquals(staged, playground!.Table)) return;
        staged = playground.Table;
        stages = NetworkStages.Of(staged!);
    }

    private void ToggleStage(int number)
    {
        if (!open.Remove(number)) open.Add(number);
    }

    private void OpenAll(bool all)
    {
        open.Clear();
        if (all) open.UnionWith(stages.Select(s => s.Number));
    }

    private void Select(int number) => selected = number;

    private static int? Read(object? text) => int.TryParse(text as string, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null;
}
