using Microsoft.AspNetCore.Components;
using XrayPortal.Imaging;

namespace XrayPortal.TrainingRuns;

/// <summary>The path of one labelled set; says what is in it once it is typed.</summary>
public sealed partial class SetField(TrainingRunService service) : IDisposable
{
    private readonly CancellationTokenSource leaving = new();
    private SetPreview? preview;
    private Refusal? refusal;
    private bool looking;

    [Parameter, EditorRequired]
    public string Path { get; set; } = "";

    [Parameter, EditorRequired]
    public EventCallback<string> PathChanged { get; set; }

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>False: an empty field names no set.</summary>
    [Parameter]
    public bool Required { get; set; }

    [Parameter]
    public string? Help { get; set; }

    public void Dispose()
    {
        leaving.Cancel();
        leaving.Dispose();
    }

    private async Task PreviewAsync()
    {
        (preview, refusal) = (null, null);
        if (string.IsNullOrWhiteSpace(Path)) return;
        looking = true;
        try
        {
            var result = await service.PreviewAsync(Path.Trim(), leaving.Token);
            (preview, refusal) = (result.IsRefused ? null : result.Value, result.Refusal);
        }
        catch (OperationCanceledException)
        {
            // Nobody looks any more.
        }

        looking = false;
    }
}
