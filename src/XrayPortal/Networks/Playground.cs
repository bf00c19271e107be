using System.Collections.Immutable;
using XrayPortal.Imaging;

namespace XrayPortal.Networks;

/// <summary>A network that somebody turns the screws of: what was asked for, what came of it, and the way back.</summary>
/// <remarks>Only the newest question counts: an older one under way is dropped. An impossible choice leaves the last table standing.</remarks>
internal sealed class Playground(NetworkInspector inspector, string network) : IDisposable
{
    private readonly Stack<NetworkRequest> before = new();
    private NetworkRequest shown = NetworkRequest.Of(network);
    private LayerSetting? lastSetting;
    private CancellationTokenSource asking = new();

    /// <summary>The network as the catalogue has it, on the same picture; null until it was read.</summary>
    public NetworkTable? Original { get; private set; }

    /// <summary>The network as it stands now.</summary>
    public NetworkTable? Table { get; private set; }

    /// <summary>What was asked for last; where that is impossible, <see cref="Refusal"/> says why.</summary>
    public NetworkRequest Asked { get; private set; } = NetworkRequest.Of(network);

    /// <summary>What the table shows.</summary>
    public NetworkRequest Shown => shown;

    public Refusal? Refusal { get; private set; }

    /// <summary>Whether an answer is still to come.</summary>
    public bool IsAsking { get; private set; }

    public bool CanUndo => before.Count > 0 || Refusal is not null;

    public bool IsChanged => !Asked.Changes.IsEmpty;

    /// <summary>The picture as it is asked for.</summary>
    public MapShape? Input => Asked.Input ?? Table?.Input;

    public Task OpenAsync() => TryAsync(Asked);

    /// <summary>The value that a field shows: what was typed, whether it is possible or not.</summary>
    public int Value(LayerView row, string setting) => Asked.Changes.TryGetValue(new LayerSetting(row.Number, setting), out var value) ? value : Original!.Rows[row.Number - 1].Value(setting);

    public Task SetAsync(int layer, string setting, int value)
    {
        var key = new LayerSetting(layer, setting);
        var changes = Original!.Rows[layer - 1].Value(setting) == value ? Asked.Changes.Remove(key) : Asked.Changes.SetItem(key, value);
        return GoAsync(Asked with { Changes = changes }, key);
    }

    public Task SetInputAsync(MapShape input) => GoAsync(Asked with { Input = input }, null);

    /// <summary>Back to the catalogue's network on its usual picture.</summary>
    public Task ResetAsync() => GoAsync(NetworkRequest.Of(network), null);

    /// <summary>Back to before the last field that was changed; an impossible choice is only taken back.</summary>
    public Task UndoAsync()
    {
        lastSetting = null;
        if (Refusal is not null)
        {
            (Refusal, Asked, IsAsking) = (null, shown, false);
            return asking.CancelAsync();
        }

        return before.TryPop(out var previous) ? TryAsync(previous) : Task.CompletedTask;
    }

    public void Dispose()
    {
        asking.Cancel();
        asking.Dispose();
    }

    private async Task GoAsync(NetworkRequest request, LayerSetting? setting)
    {
        var stood = shown;
        // Steps in one field are one step back.
        var isSameField = setting is not null && setting == lastSetting;
        if (!await TryAsync(request)) return;
        if (!isSameField) before.Push(stood);
        lastSetting = setting;
    }

    /// <returns>Whether the table now shows what was asked for.</returns>
    private async Task<bool> TryAsync(NetworkRequest request)
    {
        await asking.CancelAsync();
        asking = new CancellationTokenSource();
        var cancellationToken = asking.Token;
        (Asked, IsAsking) = (request, true);
        try
        {
            var unchanged = request with { Changes = ImmutableDictionary<LayerSetting, int>.Empty };
            var isNewPicture = Original is null || request.Input != shown.Input;
            var original = isNewPicture ? await inspector.InspectAsync(unchanged, cancellationToken) : Original!;
            if (!original.IsRefused && request.Changes.IsEmpty) return Take(request, original.Value, original.Value);
            var table = original.IsRefused ? original : await inspector.InspectAsync(request, cancellationToken);
            if (!table.IsRefused) return Take(request, original.Value, table.Value);
            if (!cancellationToken.IsCancellationRequested) (Refusal, IsAsking) = (table.Refusal, false);
        }
        catch (OperationCanceledException)
        {
            // A newer question is under way, or nobody looks any more.
        }

        return false;

        bool Take(NetworkRequest asked, NetworkTable original, NetworkTable table)
        {
            if (cancellationToken.IsCancellationRequested) return false;
            (shown, Original, Table, Refusal, IsAsking) = (asked, original, table, null, false);
            return true;
        }
    }
}
