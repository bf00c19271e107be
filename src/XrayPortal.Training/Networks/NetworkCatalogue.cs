using XrayPortal.Imaging;
using XrayPortal.Training.Recipes;

namespace XrayPortal.Training.Networks;

/// <summary>A network that can be named on the command line.</summary>
/// <param name="Input">The picture it is usually given.</param>
/// <param name="Classes">How many classes it usually tells apart.</param>
public sealed record NetworkEntry(string Name, PictureShape Input, int Classes, Func<PictureShape, int, NetworkGraph> Build)
{
    /// <summary>A backbone that is strong enough for films and ends in maps that a pooled head can read, at any input size.</summary>
    public bool ForFilms { get; init; }
}

/// <summary>The networks that can be named on the command line.</summary>
public static class NetworkCatalogue
{
    private const int ImageNetClasses = 1000;
    private static readonly PictureShape ImageNet = new(3, 224);

    /// <summary>In the order of their history, the small ones last.</summary>
    public static IReadOnlyList<NetworkEntry> Entries { get; } =
    [
        new("lenet5", new PictureShape(1, 28), 10, LeNet5.Build),
        new("alexnet", ImageNet, ImageNetClasses, AlexNet.Build),
        .. from depth in (int[])[11, 16, 19]
           from normalised in (bool[])[false, true]
           select new NetworkEntry($"vgg{depth}{(normalised ? "-bn" : "")}", ImageNet, ImageNetClasses, (input, classes) => Vgg.Build(depth, normalised, input, classes)),
        .. from depth in (int[])[18, 34, 50]
           select new NetworkEntry($"resnet{depth}", ImageNet, ImageNetClasses, (input, classes) => ResNet.Build(depth, 4, input, classes)) { ForFilms = true },
        new("resnet18-layer3", ImageNet, ImageNetClasses, (input, classes) => ResNet.Build(18, 3, input, classes)) { ForFilms = true },
        new("squeezenet1.0", ImageNet, ImageNetClasses, SqueezeNet.Build10) { ForFilms = true },
        new("squeezenet1.1", ImageNet, ImageNetClasses, SqueezeNet.Build11) { ForFilms = true },
        new("densenet121", ImageNet, ImageNetClasses, DenseNet121.Build) { ForFilms = true },
        new("mobilenetv2", ImageNet, ImageNetClasses, MobileNetV2.Build) { ForFilms = true },
        new("efficientnet-b0", ImageNet, ImageNetClasses, EfficientNetB0.Build) { ForFilms = true },
        new("mnist-cnn", new PictureShape(1, 28), 10, MnistCnn.Build),
        new("mnist-simple", new PictureShape(1, 28), 10, MnistSimple.Build),
        new("cifar10-cnn", new PictureShape(3, 32), 10, Cifar10Cnn.Build),
        new("folder-cnn", new PictureShape(3, 150), 2, FolderCnn.Build),
        new("small", new PictureShape(3, 64), 2, SmallNet.Build) { ForFilms = true },
    ];

    /// <summary>The network as it is usually laid out.</summary>
    public static Result<NetworkGraph> Get(string name) => Get(name, null, null);

    /// <param name="input">Another picture than the usual.</param>
    /// <param name="classes">Another number of classes.</param>
    public static Result<NetworkGraph> Get(string name, PictureShape? input, int? classes)
    {
        if (Entries.FirstOrDefault(e => e.Name == name) is not { } entry) return Unknown(name, Entries);
        var shape = input ?? entry.Input;
        try
        {
            return entry.Build(shape, classes ?? entry.Classes);
        }
        catch (InvalidOperationException)
        {
            return new Refusal("network.too-small-picture", RefusalKind.Invalid, $"Pictures of {shape} are too small for {name}: nothing is left after its pooling. It is usually given {entry.Input}.");
        }
    }

    /// <summary>The backbone under a head for films: global average pool, dropout, one node.</summary>
    public static Result<NetworkGraph> GetForFilms(string name, double dropout)
    {
        var able = Entries.Where(e => e.ForFilms).ToArray();
        return able.FirstOrDefault(e => e.Name == name) is { } entry ? entry.Build(entry.Input, entry.Classes).WithPooledHead(1, dropout) : Unknown(name, able);
    }

    /// <summary>
    /// The network as a recipe trains it: a backbone that ends in maps gets a fresh pooled head, any other is laid out for the recipe's
    /// pictures and brings the head it has.
    /// </summary>
    /// <param name="outputs">Nodes of the last layer.</param>
    public static Result<NetworkGraph> GetForLearning(Recipe recipe, int outputs)
    {
        if (Entries.FirstOrDefault(e => e.Name == recipe.Network) is not { } entry) return Unknown(recipe.Network, Entries);
        return entry.ForFilms
            ? entry.Build(entry.Input, entry.Classes).WithPooledHead(outputs, recipe.Dropout)
            : Get(entry.Name, new PictureShape(entry.Input.Channels, recipe.InputSide), outputs);
    }

    private static Refusal Unknown(string name, IEnumerable<NetworkEntry> known) => new(
        "network.unknown", RefusalKind.Invalid, $"There is no network \"{name}\" for this. Known: {string.Join(", ", known.Select(e => e.Name))}.");
}
