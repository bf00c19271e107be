namespace XrayPortal.Imaging.Tests.Builders;

internal static partial class Peer
{
    /// <summary>A script or table of the folder Peers.</summary>
    public static string Script(string name) => Path.Combine(SharedData.Repository, "tests", "XrayPortal.Imaging.Tests", "Peers", name);
}
