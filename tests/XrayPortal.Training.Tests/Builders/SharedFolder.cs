namespace XrayPortal.Training.Tests.Builders;

/// <summary>Real films and backbones that are no part of the product; tests that need them skip where they are absent.</summary>
internal static class SharedFolder
{
    public static string Need(string relative)
    {
        var root = Environment.GetEnvironmentVariable("XRAYPORTAL_SHARED") ?? Path.Combine(RepositoryRoot(), "..", "shared");
        var path = Path.GetFullPath(Path.Combine(root, relative));
        Assert.SkipUnless(File.Exists(path) || Directory.Exists(path), $"Needs {relative} of the shared data (XRAYPORTAL_SHARED), which is not part of the product.");
        return path;
    }

    public static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "XrayPortal.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
