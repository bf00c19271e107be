using XrayPortal.Imaging;

namespace XrayPortal.Training.Data;

/// <summary>A folder of pictures with one sub-folder a class, at the top or under train, validation (val) and test.</summary>
internal static class NamedFolders
{
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".dcm", ".dicom"];

    private static readonly Dictionary<string, string> Parts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = "train",
        ["training"] = "train",
        ["validation"] = "validation",
        ["val"] = "validation",
        ["valid"] = "validation",
        ["test"] = "test",
    };

    /// <returns>Null where the folder holds no class folders with pictures.</returns>
    public static Result<LearningSet>? Open(string root)
    {
        if (!Directory.Exists(root)) return null;
        var tops = Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal).ToArray();
        var parts = tops.Where(t => Parts.ContainsKey(Path.GetFileName(t))).ToArray();
        var found = parts.Length == 0
            ? Read(root, null).ToArray()
            : [.. parts.SelectMany(p => Read(p, Parts[Path.GetFileName(p)]))];
        if (found.Length == 0) return null;
        var classes = found.Select(f => f.Class).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (classes.Length == 1)
            return new Refusal("data.one-class-folder", RefusalKind.Invalid, $"The folder holds one class only, {classes[0]}. Add a folder for each further class.");
        return new LearningSet([.. found.Select(f => new Example(f.File, null, Array.IndexOf(classes, f.Class), f.File, f.Part, null))], classes, new PictureFiles());
    }

    private static IEnumerable<(string File, string Class, string? Part)> Read(string folder, string? part) =>
        from own in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)
        from file in Directory.EnumerateFiles(own, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        where !Path.GetFileName(file).StartsWith('.') && Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)
        select (file, Path.GetFileName(own), part);
}
