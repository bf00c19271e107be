using System.CommandLine;
using System.Text.Json;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Grey;
using XrayPortal.Training.Data;
using XrayPortal.Training.Devices;
using XrayPortal.Training.Inspection;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;
using static TorchSharp.torch;

namespace XrayPortal.Training.Verbs;

/// <summary><c>inspect NETWORK</c>: shapes, costs and receptive fields layer by layer, and pictures of what it looks for.</summary>
internal static class InspectVerb
{
    private sealed record Request(string Name, PictureShape? Input, int? Classes, string? Weights, string? Film, bool Field, string Output);

    public static Command Create()
    {
        var name = new Argument<string>("network") { Description = $"One of: {string.Join(", ", NetworkCatalogue.Entries.Select(e => e.Name))}." };
        var input = new Option<string?>("--input") { Description = "Shape of the picture, channels x height x width, such as 3x224x224. Default: the network's usual one." };
        var classes = new Option<int?>("--classes") { Description = "Number of classes." };
        var weights = new Option<string?>("--weights") { Description = "Safetensors file with weights of this network, for the pictures. Default: random ones." };
        var features = new Option<string?>("--features") { Description = "A picture or film: draws the first filters and the strongest feature maps for it." };
        var field = new Option<bool>("--effective-receptive-field") { Description = "Measures and draws how strongly each pixel moves the middle of the last map." };
        var output = new Option<string>("--out") { Description = "Folder for the pictures.", DefaultValueFactory = _ => "." };
        var json = new Option<bool>("--json") { Description = "Print the table as JSON." };
        var command = new Command("inspect", "Show a network layer by layer.") { name, input, classes, weights, features, field, output, json };
        command.SetAction(parse =>
        {
            PictureShape? shape = null;
            if (parse.GetValue(input) is { } text)
            {
                var read = PictureShape.Parse(text);
                if (read.IsRefused) return ExitCode.Say(read.Refusal);
                shape = read.Value;
            }

            var request = new Request(
                parse.GetValue(name)!, shape, parse.GetValue(classes), parse.GetValue(weights), parse.GetValue(features), parse.GetValue(field), parse.GetValue(output)!);
            var graph = NetworkCatalogue.Get(request.Name, request.Input, request.Classes);
            if (graph.IsRefused) return ExitCode.Say(graph.Refusal);
            var table = LayerTable.Of(graph.Value);
            Console.Write(parse.GetValue(json) ? JsonSerializer.Serialize(table, ExitCode.Json) + "\n" : LayerTableText.Write(table));
            return request.Film is null && !request.Field ? ExitCode.Done : Draw(graph.Value, request);
        });
        return command;
    }

    private static int Draw(NetworkGraph graph, Request request)
    {
        if (TorchReadiness.Check() is { } missing) return ExitCode.Say(missing);
        using var scope = NewDisposeScope();
        using var network = new Network(graph, seed: 1);
        if (request.Weights is { } file)
        {
            var loaded = SafeTensors.Read(file).Match(w => network.Load(w, withHead: false), refusal => refusal);
            if (loaded.IsRefused) return ExitCode.Say(loaded.Refusal);
        }

        Directory.CreateDirectory(request.Output);
        if (request.Film is { } film)
        {
            var input = Read(film, graph.Input, network);
            if (input.IsRefused) return ExitCode.Say(input.Refusal);
            Save(request.Output, $"{graph.Name}-features.png", FeatureSheet.Draw(network, input.Value));
        }

        if (request.Field)
        {
            var field = EffectiveField.Measure(network, seed: 1);
            Console.Error.WriteLine($"The effective receptive field is about {EffectiveField.Side(field):0} pixels wide.");
            Save(request.Output, $"{graph.Name}-effective-receptive-field.png", EffectiveField.Draw(field));
        }

        return ExitCode.Done;
    }

    private static Result<Tensor> Read(string file, PictureShape shape, Network network)
    {
        var film = FilmCache.Decode(file);
        if (film.IsRefused) return film.Refusal;
        var grey = tensor(Antialias.Resize(film.Value.Image, shape.Width, shape.Height).Pixels, [1, 1, shape.Height, shape.Width]);
        return shape.Channels == 3 ? network.Normalise(grey, Normalisation.ImageNet) : grey.expand(-1, shape.Channels, -1, -1);
    }

    private static void Save(string folder, string name, byte[] png)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, png);
        Console.Error.WriteLine($"Wrote {path}");
    }
}
