using XrayPortal.Imaging;

namespace XrayPortal.Networks;

internal static class NetworkRefusals
{
    public static readonly Refusal EngineMissing = new(
        "networks.engine-missing", RefusalKind.Unavailable,
        "The learning engine, which knows the networks, is not on this machine. Run the portal in the folder that holds engine.sh, or from the container image with the engine, "
        + "or name the engine in the setting TrainingRuns:Engine.");

    public static readonly Refusal NoSuchNetwork = new(
        "networks.no-such-network", RefusalKind.NotFound, "There is no network of that name. The page Networks lists them all.");

    public static readonly Refusal NoSuchPicture = new(
        "networks.no-such-picture", RefusalKind.NotFound, "That picture is not kept any more. Draw it again on the network's page.");

    public static Refusal EngineFails(string why) => new(
        "networks.engine-fails", RefusalKind.Unavailable, $"The learning engine gave no answer that can be read. {why}");
}
