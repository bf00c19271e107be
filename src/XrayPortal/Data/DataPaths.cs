namespace XrayPortal.Data;

/// <summary>Whether a path that a person typed lies in one of the folders that may be read.</summary>
internal static class DataPaths
{
    /// <param name="roots">Null: anywhere.</param>
    public static bool IsAllowed(string path, string[]? roots) =>
        roots is null || Array.Exists(roots, root => IsInside(Resolve(path), Resolve(root)));

    private static bool IsInside(string path, string root) =>
        path == root || path.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The path with every link on its way followed: a link inside an allowed folder must not lead out of it.</summary>
    private static string Resolve(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var parent = Path.GetDirectoryName(full);
        if (parent is null) return full;
        var here = Path.Combine(Resolve(parent), Path.GetFileName(full));
        FileSystemInfo info = Directory.Exists(here) ? new DirectoryInfo(here) : new FileInfo(here);
        return info.Exists && info.ResolveLinkTarget(returnFinalTarget: true) is { } target ? Resolve(target.FullName) : here;
    }
}
