using XrayPortal.Imaging;

namespace XrayPortal.Inference.Evaluation;

/// <summary>Films with labels, to learn from or to be measured on.</summary>
public sealed class LabelledSet
{
    private LabelledSet(string name, string root, IReadOnlyList<LabelledFilm> films)
    {
        Name = name;
        Root = root;
        Films = films;
    }

    /// <summary>What the set is called in reports: its folder, and the split where one was asked for.</summary>
    public string Name { get; }

    /// <summary>Folder that written paths count from.</summary>
    public string Root { get; }

    public IReadOnlyList<LabelledFilm> Films { get; }

    /// <summary>
    /// Opens a manifest (CSV: <c>file,label[,patient,split,age,sex,view,duplicate_group,file_288]</c>, paths from its own folder) or a
    /// folder: with <c>manifest.csv</c>, or with <c>normal/</c> and <c>pneumonia/</c>, also under train, validation (val) and test.
    /// </summary>
    /// <param name="split">Only this part; null: all.</param>
    /// <param name="oneClassIsEnough">True for additions to another set.</param>
    /// <remarks>Files are found, not read: a file that cannot be decoded is met, and named, when it is used.</remarks>
    public static Result<LabelledSet> Open(string path, string? split = null, bool oneClassIsEnough = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = Path.GetFullPath(path);
        var manifest = Directory.Exists(full) ? Path.Combine(full, "manifest.csv") : full;
        if (File.Exists(manifest)) return From(manifest, ManifestReader.Read(manifest), split, oneClassIsEnough);
        return Directory.Exists(full) ? From(Path.Combine(full, "."), ClassFolders.Read(full), split, oneClassIsEnough) : LabelledSetRefusals.NotFound;
    }

    /// <summary>A set of films already at hand.</summary>
    /// <param name="root">Folder that written paths count from; null: the deepest that holds them all.</param>
    public static LabelledSet Of(string name, IEnumerable<LabelledFilm> films, string? root = null)
    {
        LabelledFilm[] own = [.. films];
        return new LabelledSet(name, root ?? CommonFolder(own), own);
    }

    private static Result<LabelledSet> From(string manifest, Result<IReadOnlyList<LabelledFilm>> read, string? split, bool oneClassIsEnough)
    {
        if (read.IsRefused) return read.Refusal;
        if (InTwoSplits(read.Value) is { Length: > 0 } patients) return LabelledSetRefusals.PatientInTwoSplits(patients);
        var part = SplitNames.Canonical(split);
        LabelledFilm[] films = [.. read.Value.Where(f => part is null || f.Split == part)];
        if (films.Length == 0) return LabelledSetRefusals.Empty;
        if (!oneClassIsEnough && Array.TrueForAll(films, f => f.Label == films[0].Label)) return LabelledSetRefusals.OneClass;
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.GetDirectoryName(manifest)!));
        var name = Path.GetFileName(root);
        return new LabelledSet(part is null ? name : $"{name}/{part}", root, films);
    }

    private static string[] InTwoSplits(IReadOnlyList<LabelledFilm> films) =>
    [
        .. films.Where(f => f.Split is not null).GroupBy(f => f.Patient, StringComparer.Ordinal)
            .Where(p => p.Select(f => f.Split).Distinct().Skip(1).Any()).Select(p => p.Key),
    ];

    private static string CommonFolder(LabelledFilm[] films)
    {
        if (films.Length == 0) return "/";
        var folder = Path.GetDirectoryName(films[0].File) ?? "/";
        foreach (var film in films)
        {
            while (Path.GetRelativePath(folder, film.File).StartsWith("..", StringComparison.Ordinal) && Path.GetDirectoryName(folder) is { } up)
                folder = up;
        }

        return folder;
    }
}
