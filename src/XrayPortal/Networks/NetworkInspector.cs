using System.Text.Json;
using System.Text.RegularExpressions;
using XrayPortal.Data;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Grey;
using XrayPortal.Imaging.Overlay;
using XrayPortal.TrainingRuns;

namespace XrayPortal.Networks;

/// <summary>Which pictures of a network are wanted.</summary>
public enum PictureWish
{
    /// <summary>Filters of the first layer and the strongest feature maps for a film.</summary>
    Features,

    /// <summary>The effective receptive field; for a large network this takes a minute.</summary>
    EffectiveField,
}

/// <summary>Asks the engine about its networks; it alone does their arithmetic.</summary>
public sealed partial class NetworkInspector(Engine engine, DrawnPictures pictures, DataFolder data, TimeProvider clock) : IDisposable
{
    private const int Rounds = 5;
    private const int FilmSide = 512;

    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web);

    // What loads libtorch and takes all cores is done one after the other.
    private readonly SemaphoreSlim turn = new(1);
    private volatile NetworkList? known;

    /// <summary>The catalogue as last read; null before that.</summary>
    public NetworkList? Known => known;

    /// <summary>Every network of the catalogue, in the order of their history.</summary>
    public async Task<Result<NetworkList>> ListAsync(CancellationToken cancellationToken)
    {
        var list = await AskAsync<NetworkList>(["compare", "--rounds=0", "--json"], cancellationToken);
        if (!list.IsRefused) known = list.Value;
        return list;
    }

    /// <summary>Some networks with the measured time of one picture.</summary>
    public Task<Result<NetworkList>> MeasureAsync(IReadOnlyCollection<string> networks, CancellationToken cancellationToken) => InTurnAsync(
        () => AskAsync<NetworkList>(["compare", .. networks.Where(n => Name().IsMatch(n)), $"--rounds={Rounds}", "--json"], cancellationToken), cancellationToken);

    /// <summary>A network layer by layer; the refusal of an impossible one says why.</summary>
    public async Task<Result<NetworkTable>> InspectAsync(NetworkRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Name().IsMatch(request.Network) ? await AskAsync<NetworkTable>(request.ToArguments(), cancellationToken) : NetworkRefusals.NoSuchNetwork;
    }

    /// <summary>Draws pictures of a network and keeps them for a while.</summary>
    /// <param name="film">What feature maps are drawn for; null for a phantom.</param>
    public Task<Result<DrawnSet>> DrawAsync(NetworkRequest request, WeightsChoice weights, PictureWish wish, GreyImage? film, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return InTurnAsync(() => TryDrawAsync(request, weights, wish, film, cancellationToken), cancellationToken);
    }

    public void Dispose() => turn.Dispose();

    private async Task<Result<DrawnSet>> TryDrawAsync(NetworkRequest request, WeightsChoice weights, PictureWish wish, GreyImage? film, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(data.Temporary, $"network-{Guid.CreateVersion7(clock.GetUtcNow())}")).FullName;
        try
        {
            List<string> arguments = [.. request.ToArguments(), .. weights.Arguments, $"--out={folder}"];
            if (wish is PictureWish.Features)
            {
                var file = Path.Combine(folder, "film.png");
                await File.WriteAllBytesAsync(file, PngEncoder.Grey(film ?? Phantom.Draw(seed: 6, pneumonia: true, FilmSide, FilmSide)), cancellationToken);
                arguments.Add($"--features={file}");
            }
            else
            {
                arguments.Add("--effective-receptive-field");
            }

            var table = await AskAsync<NetworkTable>(arguments, cancellationToken);
            if (table.IsRefused) return table.Refusal;
            return table.Value.Pictures is { } drawn ? await pictures.KeepAsync(drawn, table.Value, cancellationToken) : NetworkRefusals.EngineFails("It drew nothing.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<Result<T>> InTurnAsync<T>(Func<Task<Result<T>>> work, CancellationToken cancellationToken)
        where T : notnull
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<Result<T>> AskAsync<T>(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
        where T : notnull
    {
        if (engine.Locate().IsRefused) return NetworkRefusals.EngineMissing;
        var answer = await engine.AskAsync(arguments, cancellationToken);
        if (answer.IsRefused) return NetworkRefusals.EngineFails(answer.Refusal.Sentence);
        if (answer.Value.ExitCode != 0) return Said(answer.Value.LastError);
        try
        {
            return JsonSerializer.Deserialize<T>(answer.Value.Output, json) is { } read ? read : NetworkRefusals.EngineFails("It said nothing.");
        }
        catch (JsonException)
        {
            return NetworkRefusals.EngineFails("Its version may differ from the portal's: update both together.");
        }
    }

    /// <summary>A refusal as verbs say it: code, colon, sentence.</summary>
    private static Refusal Said(string line)
    {
        var match = RefusalLine().Match(line);
        if (!match.Success) return NetworkRefusals.EngineFails(line);
        return match.Groups[1].Value == "network.unknown"
            ? NetworkRefusals.NoSuchNetwork
            : new Refusal(match.Groups[1].Value, RefusalKind.Invalid, match.Groups[2].Value);
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{0,63}$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^([a-z0-9-]+\.[a-z0-9-]+): (.+)$")]
    private static partial Regex RefusalLine();
}
