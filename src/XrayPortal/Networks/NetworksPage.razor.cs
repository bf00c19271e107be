using XrayPortal.Imaging;

namespace XrayPortal.Networks;

/// <summary>All networks of the engine, and some of them side by side.</summary>
public sealed partial class NetworksPage(NetworkInspector inspector) : IDisposable
{
    private readonly CancellationTokenSource leaving = new();
    private readonly HashSet<string> chosen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> milliseconds = new(StringComparer.Ordinal);
    private NetworkList? list;
    private Refusal? refusal;
    private bool measuring;

    private IReadOnlyList<NetworkSummary> Compared =>
        [.. list!.Networks.Where(n => chosen.Contains(n.Name)).Select(n => milliseconds.TryGetValue(n.Name, out var took) ? n with { Milliseconds = took } : n)];

    private string Share => $"{100.0 * list!.SmallKernels.ThreeWeights / list.SmallKernels.OneWeights:0} %";

    public void Dispose()
    {
        leaving.Cancel();
        leaving.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        try
        {
            var result = await inspector.ListAsync(leaving.Token);
            if (result.IsRefused) refusal = result.Refusal;
            else list = result.Value;
        }
        catch (OperationCanceledException)
        {
            // Nobody looks any more.
        }
    }

    private static string Films(NetworkSummary network) => (network.ForFilms, network.ImageNetWeights) switch
    {
        (true, true) => "yes, from ImageNet weights",
        (true, false) => "yes, from random weights",
        _ => "–",
    };

    private void Choose(string name)
    {
        if (!chosen.Remove(name)) chosen.Add(name);
    }

    private async Task MeasureAsync()
    {
        (measuring, refusal) = (true, null);
        try
        {
            var result = await inspector.MeasureAsync([.. Compared.Select(n => n.Name)], leaving.Token);
            refusal = result.Refusal;
            if (!result.IsRefused)
            {
                foreach (var network in result.Value.Networks.Where(n => n.Milliseconds is not null)) milliseconds[network.Name] = network.Milliseconds!.Value;
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }

        measuring = false;
    }
}
