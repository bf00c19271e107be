namespace XrayPortal.Imaging.Tests.Builders;

/// <summary>Real films beside the repository; a test that needs them is skipped with a reason where they are absent.</summary>
internal static class SharedData
{
    private static string Root { get; } = Environment.GetEnvironmentVariable("XRAYPORTAL_SHARED") is { Length: > 0 } given
        ? given
        : Path.GetFullPath(Path.Combine(RepositoryRoot(), "..", "shared"));

    public static string Folder(params string[] parts)
    {
        var path = Path.Combine([Root, .. parts]);
        Assert.SkipUnless(Directory.Exists(path), $"No folder {string.Join('/', parts)} in the shared data; set XRAYPORTAL_SHARED.");
        return path;
    }

    public static string Repository => RepositoryRoot();

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "XrayPortal.sln"))) folder = folder.Parent;
        return folder?.FullName ?? AppContext.BaseDirectory;
    }
}
