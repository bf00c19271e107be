using XrayPortal.Imaging;
using XrayPortal.Imaging.Grey;
using XrayPortal.Inference.Packages;
using XrayPortal.Training.Data;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;
using static TorchSharp.torch;

namespace XrayPortal.Training.Inspection;

/// <summary>What is to be drawn of a network.</summary>
/// <param name="Weights">A safetensors file, <c>imagenet</c> for the backbone at hand, or null for random weights.</param>
/// <param name="Package">A model package whose weights and normalisation are taken instead, or null.</param>
/// <param name="Film">The film whose feature maps are drawn; null: none are.</param>
/// <param name="Field">Whether the effective receptive field is measured.</param>
/// <param name="Folder">Where the pictures go.</param>
internal sealed record PictureRequest(string? Weights, string? Package, string? Film, bool Field, string Folder);

/// <summary>A picture that was written.</summary>
/// <param name="Kind"><c>sheet</c> (all of them on one), <c>filters</c>, <c>maps</c> or <c>field</c>.</param>
/// <param name="Layer">The layer it shows, if one.</param>
public sealed record DrawnPicture(string Kind, string File, int? Layer);

/// <param name="Weights">Which weights they show, in a few words.</param>
/// <param name="EffectiveSide">Side of the effective receptive field in input pixels, where it was measured.</param>
public sealed record DrawnPictures(string Weights, double? EffectiveSide, IReadOnlyList<DrawnPicture> Files);

/// <summary>Writes the pictures of a network: filters, feature maps, effective receptive field.</summary>
internal static class NetworkPictures
{
    private const long Seed = 1;

    public static Result<DrawnPictures> Draw(NetworkGraph graph, PictureRequest request)
    {
        using var scope = NewDisposeScope();
        using var network = new Network(graph, Seed);
        var weights = Load(network, request);
        if (weights.IsRefused) return weights.Refusal;

        Directory.CreateDirectory(request.Folder);
        var files = new List<DrawnPicture>();
        double? side = null;
        if (request.Film is { } film)
        {
            var input = Read(film, network, weights.Value.Normalisation);
            if (input.IsRefused) return input.Refusal;
            var sheet = FeatureSheet.Draw(network, input.Value);
            Save("sheet", "features", null, sheet.Png);
            foreach (var band in sheet.Bands)
                Save(band.IsFilters ? "filters" : "maps", band.IsFilters ? "features-filters" : $"features-layer-{band.Layer}", band.Layer, band.Png);
        }

        if (request.Field)
        {
            var field = EffectiveField.Measure(network, Seed);
            side = EffectiveField.Side(field);
            Save("field", "effective-receptive-field", graph.Map, EffectiveField.Draw(field));
        }

        return new DrawnPictures(weights.Value.Says, side, files);

        void Save(string kind, string name, int? layer, byte[] png)
        {
            var path = Path.Combine(request.Folder, $"{graph.Name}-{name}.png");
            File.WriteAllBytes(path, png);
            files.Add(new DrawnPicture(kind, path, layer));
        }
    }

    private static Result<(string Says, Normalisation Normalisation)> Load(Network network, PictureRequest request)
    {
        if (request.Package is { } folder) return FromPackage(network, folder);
        var normalisation = network.Graph.Input.Channels == 3 ? Normalisation.ImageNet : Normalisation.None;
        if (request.Weights is null) return ("random weights", normalisation);
        var isImageNet = request.Weights == "imagenet";
        var file = isImageNet ? StartingWeights.ImageNetFile(network.Graph.Name) : request.Weights;
        if (file.IsRefused) return file.Refusal;
        var loaded = Load(network, file.Value);
        return loaded.IsRefused ? loaded.Refusal : (isImageNet ? loaded.Value + " learnt on ImageNet" : loaded.Value, normalisation);
    }

    private static Result<(string Says, Normalisation Normalisation)> FromPackage(Network network, string folder)
    {
        var manifest = ModelManifest.Read(Path.Combine(folder, ModelPackage.ManifestName));
        if (manifest.IsRefused) return manifest.Refusal;
        var loaded = Load(network, Path.Combine(folder, StartingWeights.PackageFile));
        if (loaded.IsRefused) return loaded.Refusal;
        var normalisation = manifest.Value.Recipe is { } recipe && recipe.TryGetProperty("normalisation", out var said)
            && Enum.TryParse<Normalisation>(said.GetString(), ignoreCase: true, out var known) ? known : Normalisation.Film;
        return ($"the weights of {manifest.Value.Name} {manifest.Value.Version}", normalisation);
    }

    private static Result<string> Load(Network network, string file) => SafeTensors.Read(file).Match(
        weights => network.Load(weights, withHead: false, StartingWeights.MayMiss(network.Graph.Name)).Match<Result<string>>(
            count => $"{count} tensors of {Path.GetFileName(file)}", refusal => refusal),
        refusal => refusal);

    private static Result<Tensor> Read(string file, Network network, Normalisation normalisation)
    {
        var film = PictureFiles.Film(file);
        if (film.IsRefused) return film.Refusal;
        var shape = network.Graph.Input;
        var grey = tensor(Antialias.Resize(film.Value.Image, shape.Width, shape.Height).Pixels, [1, 1, shape.Height, shape.Width]);
        return network.Normalise(grey, normalisation);
    }
}
