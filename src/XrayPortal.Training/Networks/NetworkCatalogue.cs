using XrayPortal.Imaging;

namespace XrayPortal.Training.Networks;

/// <summary>The networks that can be named on the command line.</summary>
public static class NetworkCatalogue
{
    private static readonly Dictionary<string, Func<NetworkGraph>> Builders = new(StringComparer.Ordinal)
    {
        ["mobilenetv2"] = MobileNetV2.Build,
        ["resnet18"] = ResNet18.Build,
        ["resnet18-layer3"] = ResNet18.BuildCutAtLayer3,
        ["squeezenet1.1"] = SqueezeNet11.Build,
        ["small"] = SmallNet.Build,
    };

    public static IReadOnlyCollection<string> Names => Builders.Keys;

    public static Result<NetworkGraph> Get(string name) => Builders.TryGetValue(name, out var build)
        ? build()
        : new Refusal("network.unknown", RefusalKind.Invalid, $"There is no network \"{name}\". Known: {string.Join(", ", Names)}.");
}
