using System.CommandLine;
using System.Text.Json;
using XrayPortal.Imaging;
using XrayPortal.Training.Devices;
using XrayPortal.Training.Inspection;
using XrayPortal.Training.Networks;

namespace XrayPortal.Training.Verbs;

/// <summary><c>inspect NETWORK</c>: shapes, costs and receptive fields layer by layer, and pictures of what it looks for.</summary>
internal static class InspectVerb
{
    public static Command Create()
    {
        var name = new Argument<string>("network") { Description = $"One of: {string.Join(", ", NetworkCatalogue.Entries.Select(e => e.Name))}." };
        var input = new Option<string?>("--input") { Description = "Shape of the picture, channels x height x width, such as 3x224x224. Default: the network's usual one." };
        var classes = new Option<int?>("--classes") { Description = "Number of classes." };
        var weights = new Option<string?>("--weights") { Description = "For the pictures: a safetensors file with weights of this network, or imagenet. Default: random ones." };
        var package = new Option<string?>("--package") { Description = "For the pictures: the model package whose weights and normalisation are taken." };
        var features = new Option<string?>("--features") { Description = "A picture or film: draws the first filters and the strongest feature maps for it." };
        var field = new Option<bool>("--effective-receptive-field") { Description = "Measures and draws how strongly each pixel moves the middle of the last map." };
        var output = new Option<string>("--out") { Description = "Folder for the pictures.", DefaultValueFactory = _ => "." };
        var change = new Option<string[]>("--change")
        {
            Description = "Other settings for a layer, by name or number: conv2:kernel=5,stride=2,padding=2 (also dilation, channels). What comes after it follows. May be given again.",
            DefaultValueFactory = _ => [],
        };
        var json = new Option<bool>("--json") { Description = "Print the table as JSON." };
        var command = new Command("inspect", "Show a network layer by layer.") { name, input, classes, change, weights, package, features, field, output, json };
        command.SetAction(parse =>
        {
            var graph = Lay(parse.GetValue(name)!, parse.GetValue(input), parse.GetValue(classes), parse.GetValue(change)!);
            if (graph.IsRefused) return ExitCode.Say(graph.Refusal);
            var pictures = new PictureRequest(parse.GetValue(weights), parse.GetValue(package), parse.GetValue(features), parse.GetValue(field), parse.GetValue(output)!);
            return Show(graph.Value, pictures, parse.GetValue(json));
        });
        return command;
    }

    private static Result<NetworkGraph> Lay(string name, string? input, int? classes, string[] changes)
    {
        PictureShape? shape = null;
        if (input is not null)
        {
            var read = PictureShape.Parse(input);
            if (read.IsRefused) return read.Refusal;
            shape = read.Value;
        }

        var graph = NetworkCatalogue.Get(name, shape, classes);
        if (graph.IsRefused || changes.Length == 0) return graph;
        var asked = changes.Select(LayerChange.Parse).ToArray();
        return asked.FirstOrDefault(c => c.IsRefused).Refusal is { } refusal ? refusal : GraphChanges.Apply(graph.Value, [.. asked.Select(c => c.Value)]);
    }

    private static int Show(NetworkGraph graph, PictureRequest wanted, bool json)
    {
        var table = LayerTable.Of(graph);
        if (!json) Console.Write(LayerTableText.Write(table));
        if (wanted.Film is not null || wanted.Field)
        {
            if (TorchReadiness.Check() is { } missing) return ExitCode.Say(missing);
            var drawn = NetworkPictures.Draw(graph, wanted);
            if (drawn.IsRefused) return ExitCode.Say(drawn.Refusal);
            table = table with { Pictures = drawn.Value };
            foreach (var picture in drawn.Value.Files) Console.Error.WriteLine($"Wrote {picture.File}");
            Console.Error.WriteLine($"They show {drawn.Value.Weights}.");
            if (drawn.Value.EffectiveSide is { } side) Console.Error.WriteLine($"The effective receptive field is about {side:0} pixels wide.");
        }

        if (json) Console.WriteLine(JsonSerializer.Serialize(table, ExitCode.Json));
        return ExitCode.Done;
    }
}
