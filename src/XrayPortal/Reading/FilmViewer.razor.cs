using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using XrayPortal.Imaging.Overlay;

namespace XrayPortal.Reading;

/// <summary>The film on its canvas (js/viewer.js draws it) and the buttons below.</summary>
public sealed partial class FilmViewer(IJSRuntime js) : IAsyncDisposable
{
    private ElementReference stage;
    private IJSObjectReference? module;
    private IJSObjectReference? viewer;
    private DotNetObjectReference<FilmViewer>? self;
    private Guid shown;
    private string tool = "window";
    private bool inverted;
    private bool mapOn;
    private bool contour;
    private double opacity = 0.5;
    private string? sentence;
    private Offer offer = Offer.None;
    private int choice;
    private bool overlays;

    [Parameter, EditorRequired]
    public Guid FilmId { get; set; }

    /// <summary>What a screen reader says of the picture.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public bool HasMap { get; set; }

    /// <summary>False where the file could not be read.</summary>
    [Parameter]
    public bool CanShow { get; set; } = true;

    private string Pixels => $"/api/v1/films/{FilmId}/pixels?window={choice}&overlays={(overlays ? "true" : "false")}";

    private string Opacity => opacity.ToString("0.##", CultureInfo.InvariantCulture);

    [JSInvokable]
    public void OnViewer(string chosenTool, bool isInverted)
    {
        (tool, inverted) = (chosenTool, isInverted);
        StateHasChanged();
    }

    public async Task ToggleMapAsync()
    {
        if (viewer is null || !HasMap) return;
        mapOn = !mapOn;
        await TryAsync(() => viewer.InvokeVoidAsync("setMap", $"/api/v1/films/{FilmId}/evidence", mapOn));
        StateHasChanged();
    }

    /// <summary>A window for a number key: all, more contrast, dark parts, bright parts.</summary>
    public async Task PresetAsync(string key)
    {
        var (width, center) = key switch
        {
            "2" => (0.7, 0.5),
            "3" => (0.5, 0.3),
            "4" => (0.5, 0.7),
            _ => (1.0, 0.5),
        };
        if (viewer is not null) await viewer.InvokeVoidAsync("set", new { width, center });
    }

    public async Task ToggleContourAsync()
    {
        if (viewer is null || !mapOn) return;
        contour = !contour;
        await viewer.InvokeVoidAsync("set", new { contour });
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        self?.Dispose();
        try
        {
            if (viewer is not null)
            {
                await viewer.InvokeVoidAsync("dispose");
                await viewer.DisposeAsync();
            }

            if (module is not null) await module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The window is closed: nothing is left to take down there.
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            self = DotNetObjectReference.Create(this);
            module = await js.InvokeAsync<IJSObjectReference>("import", "./js/viewer.js");
            viewer = await module.InvokeAsync<IJSObjectReference>("create", stage, self, ColourMap.Inferno.ToArray());
        }

        if (viewer is null || shown == FilmId) return;
        shown = FilmId;
        (mapOn, contour, inverted, sentence) = (false, false, false, null);
        (offer, choice, overlays) = (Offer.None, 0, false);
        if (CanShow) await TryAsync(async () => offer = await viewer.InvokeAsync<Offer?>("load", Pixels) ?? Offer.None);
        else sentence = "There is no picture, because the file could not be read.";
        StateHasChanged();
    }

    private async Task TryAsync(Func<ValueTask> show)
    {
        try
        {
            await show();
        }
        catch (JSException failure)
        {
            sentence = failure.Message.Split('\n')[0]; // what the server said; the rest is the script's own trace
        }
    }

    private async Task ChooseAsync(ChangeEventArgs change)
    {
        if (viewer is null || !int.TryParse(change.Value?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return;
        choice = value;
        await TryAsync(() => viewer.InvokeVoidAsync("present", Pixels));
    }

    private async Task ToggleOverlaysAsync()
    {
        if (viewer is null) return;
        overlays = !overlays;
        await TryAsync(() => viewer.InvokeVoidAsync("present", Pixels));
    }

    private async Task CommandAsync(string name)
    {
        if (viewer is not null) await viewer.InvokeVoidAsync("command", name);
    }

    private async Task FadeAsync(ChangeEventArgs change)
    {
        if (viewer is null || !double.TryParse(change.Value?.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) return;
        opacity = Math.Clamp(value, 0, 1);
        await viewer.InvokeVoidAsync("set", new { opacity });
    }

    private string Pressed(string name) => tool == name ? "true" : "false";

    /// <summary>What a film's file lets a reader choose.</summary>
    private sealed record Offer(IReadOnlyList<string> Names, bool Overlays)
    {
        public static Offer None { get; } = new([], false);
    }
}
