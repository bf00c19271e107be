using XrayPortal.Imaging;
using XrayPortal.Training.Data;
using XrayPortal.Training.Networks;

namespace XrayPortal.Training.Recipes;

/// <summary>Where a run's weights come from: a parent package of the same network, else the recipe's file, else chance.</summary>
internal static class StartingWeights
{
    /// <summary>Name under which a package keeps weights that can be trained further.</summary>
    public const string PackageFile = "weights.safetensors";

    /// <summary>Folder with the ImageNet backbones that a recipe's <c>"weights": "imagenet"</c> means.</summary>
    public const string FolderVariable = "XRAYPORTAL_WEIGHTS";

    private static readonly Dictionary<string, string> ImageNetFiles = new(StringComparer.Ordinal)
    {
        ["mobilenetv2"] = "mobilenet_v2.safetensors",
        ["resnet18"] = "resnet18.safetensors",
        ["resnet18-layer3"] = "resnet18.safetensors",
        ["squeezenet1.1"] = "squeezenet1_1.safetensors",
    };

    /// <summary>Whether there is an ImageNet backbone for a network; it may still not be at hand.</summary>
    public static bool HasImageNet(string network) => ImageNetFiles.ContainsKey(network);

    /// <summary>The file with a network's ImageNet backbone.</summary>
    public static Result<string> ImageNetFile(string network)
    {
        if (!ImageNetFiles.TryGetValue(network, out var name))
            return new Refusal("weights.none-for-network", RefusalKind.Invalid, $"There are no ImageNet weights for {network}. Start from chance: leave \"weights\" out, or set it to null in a recipe.");
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        return folder is not null && File.Exists(Path.Combine(folder, name))
            ? Path.Combine(folder, name)
            : new Refusal("weights.not-found", RefusalKind.NotFound,
                $"The backbone {name} was not found. Put it in a folder and name that folder in {FolderVariable}, or pass --weights FILE.");
    }

    /// <summary>Prefixes of a network's layers that its ImageNet file may lack; they stay fresh.</summary>
    public static string[] MayMiss(string network) => network == "resnet18" ? ["layer4."] : [];

    /// <returns>A sentence for the log that says what was loaded.</returns>
    public static Result<string> Load(Network network, Recipe recipe, string? parent)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        if (parent is not null && File.Exists(Path.Combine(parent, PackageFile)))
        {
            var read = SafeTensors.Read(Path.Combine(parent, PackageFile));
            if (read.IsRefused) return read.Refusal;
            var whole = network.Load(read.Value, withHead: true);
            if (!whole.IsRefused) return $"{whole.Value} tensors of the parent package";
        }

        if (recipe.Weights is null) return "random weights";
        var file = recipe.Weights == "imagenet" ? ImageNetFile(recipe.Network) : recipe.Weights;
        if (file.IsRefused) return file.Refusal;
        var weights = SafeTensors.Read(file.Value);
        if (weights.IsRefused) return weights.Refusal;
        return network.Load(weights.Value, withHead: false, MayMiss(network.Graph.Name)).Match<Result<string>>(
            count => $"{count} backbone tensors of {Path.GetFileName(file.Value)}", refusal => refusal);
    }
}
