using Microsoft.AspNetCore.Components;
using XrayPortal.Imaging;

namespace XrayPortal.Networks;

/// <summary>Pictures of a network, drawn when they are asked for.</summary>
public sealed partial class NetworkPictures(NetworkInspector inspector, WeightsAtHand weights) : IDisposable
{
    private readonly SortedDictionary<PictureWish, (DrawnSet Set, NetworkRequest Of)> sets = [];
    private CancellationTokenSource? drawing;
    private PictureWish? busy;
    private Refusal? refusal;
    private string? chosen;

    [Parameter, EditorRequired]
    public NetworkRequest Request { get; set; } = null!;

    /// <summary>Whether there are ImageNet weights for it.</summary>
    [Parameter]
    public bool HasImageNet { get; set; }

    private IReadOnlyList<WeightsChoice> Choices => weights.For(Request.Network, HasImageNet);

    public void Dispose() => drawing?.Cancel();

    protected override void OnParametersSet()
    {
        if (Choices.All(c => c.Key != chosen)) chosen = Choices[0].Key;
        // Another network's pictures are not this one's.
        foreach (var wish in sets.Where(s => s.Value.Of.Network != Request.Network).Select(s => s.Key).ToList()) sets.Remove(wish);
    }

    private async Task DrawAsync(PictureWish wish)
    {
        using var stop = new CancellationTokenSource();
        (drawing, busy, refusal) = (stop, wish, null);
        var request = Request;
        try
        {
            var result = await inspector.DrawAsync(request, Choices.First(c => c.Key == chosen), wish, stop.Token);
            refusal = result.Refusal;
            if (!result.IsRefused) sets[wish] = (result.Value, request);
        }
        catch (OperationCanceledException)
        {
            // Stopped on request, or nobody looks any more.
        }

        (drawing, busy) = (null, null);
    }

    private Task StopAsync() => drawing?.CancelAsync() ?? Task.CompletedTask;
}
