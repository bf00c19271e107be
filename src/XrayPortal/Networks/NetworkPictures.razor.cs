using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Options;
using XrayPortal.Decoding;
using XrayPortal.Films;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Grey;
using FilmRefusals = XrayPortal.Imaging.Decode.FilmRefusals;

namespace XrayPortal.Networks;

/// <summary>Pictures of a network, drawn when they are asked for.</summary>
public sealed partial class NetworkPictures(NetworkInspector inspector, WeightsAtHand weights, DecodePool decoder, IOptions<FilmOptions> films) : IDisposable
{
    private readonly SortedDictionary<PictureWish, (DrawnSet Set, NetworkRequest Of, bool IsOwn)> sets = [];
    private CancellationTokenSource? drawing;
    private PictureWish? busy;
    private Refusal? refusal;
    private string? chosen;
    private GreyImage? own;
    private bool isReading;
    private int choices; // a new one empties the browser's field

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
        var (request, film) = (Request, own);
        try
        {
            var result = await inspector.DrawAsync(request, Choices.First(c => c.Key == chosen), wish, film, stop.Token);
            refusal = result.Refusal;
            if (!result.IsRefused) sets[wish] = (result.Value, request, film is not null);
        }
        catch (OperationCanceledException)
        {
            // Stopped on request, or nobody looks any more.
        }

        (drawing, busy) = (null, null);
    }

    // Decoded where all films of strangers are: the engine gets the grey picture, never the file.
    private async Task TakeFilmAsync(InputFileChangeEventArgs chosenFile)
    {
        (isReading, refusal) = (true, null);
        var limits = films.Value.Limits;
        try
        {
            if (chosenFile.File.Size > limits.MaxFileBytes)
            {
                refusal = FilmRefusals.TooLargeFile(limits.MaxFileBytes);
                return;
            }

            await using var stream = chosenFile.File.OpenReadStream(limits.MaxFileBytes);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            var film = await decoder.DecodeAsync(bytes.ToArray(), null, CancellationToken.None);
            refusal = film.Refusal;
            if (!film.IsRefused) own = FilmPictures.Fit(film.Value.Image, FilmPictures.ViewerSide);
        }
        catch (IOException)
        {
            refusal = FilmRefusals.Truncated; // the browser broke off
        }
        finally
        {
            isReading = false;
        }
    }

    private void ForgetFilm() => (own, choices) = (null, choices + 1);

    private Task StopAsync() => drawing?.CancelAsync() ?? Task.CompletedTask;
}
