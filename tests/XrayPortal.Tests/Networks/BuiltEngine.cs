using XrayPortal.Tests.Builders;
using Xunit;

namespace XrayPortal.Tests.Networks;

/// <summary>The real learning engine of this tree, where it has been built; tests that need it skip with a reason where it has not.</summary>
internal static class BuiltEngine
{
    public static string Program { get; } =
        Path.Combine(Repository.Root, "src", "XrayPortal.Training", "bin", "Release", "net10.0", "linux-x64", "XrayPortal.Training");

    public static void Need() => Assert.SkipUnless(File.Exists(Program), "The learning engine is not built (dotnet build src/XrayPortal.Training -c Release).");
}
