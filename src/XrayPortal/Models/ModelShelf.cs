using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using XrayPortal.Data;
using XrayPortal.Imaging;
using XrayPortal.Inference.Packages;

namespace XrayPortal.Models;

/// <summary>One package folder: whole, or with the reason why it is not used.</summary>
/// <param name="Shipped">Comes with the program rather than from a training run here.</param>
public sealed record ShelvedModel(string Name, string Version, string Directory, bool Shipped, ModelPackage? Package, Refusal? Refusal);

/// <summary>The packages on disk: NAME/VERSION below the released folders and below the data folder.</summary>
public sealed class ModelShelf(IOptions<ModelOptions> options, DataFolder data)
{
    // Opening a package loads its graph: done again only when its files have changed.
    private readonly ConcurrentDictionary<string, (string Stamp, Result<ModelPackage> Opened)> known = new(StringComparer.Ordinal);

    /// <summary>All package folders, names in order, newest version first. Opens those that are new; takes a moment for each.</summary>
    public IReadOnlyList<ShelvedModel> Read()
    {
        var seen = new HashSet<(string, string)>();
        var shelf = new List<ShelvedModel>();
        foreach (var (root, shipped) in Roots())
        {
            foreach (var folder in Folders(root))
            {
                var (name, version) = (Path.GetFileName(Path.GetDirectoryName(folder)!), Path.GetFileName(folder));
                var opened = Open(folder);
                var refusal = opened.Refusal;
                if (refusal is null && (opened.Value.Manifest.Name != name || opened.Value.Manifest.Version != version))
                    refusal = ModelRefusals.Misplaced(opened.Value.Manifest.Name, opened.Value.Manifest.Version);
                if (!seen.Add((name, version))) refusal = ModelRefusals.Duplicate;
                shelf.Add(new ShelvedModel(name, version, folder, shipped, refusal is null ? opened.Value : null, refusal));
            }
        }

        return [.. shelf.OrderBy(m => m.Name, StringComparer.Ordinal).ThenByDescending(m => m.Version, ModelVersion.Order)];
    }

    /// <summary>Copies a package into the data folder, whole or not at all.</summary>
    /// <returns>The copy, opened and verified.</returns>
    public Result<ModelPackage> Adopt(string directory)
    {
        var opened = ModelPackage.Open(directory);
        if (opened.IsRefused) return opened;
        var manifest = opened.Value.Manifest;
        var target = Path.Combine(data.Models, manifest.Name, manifest.Version);
        if (Directory.Exists(target))
        {
            // The same package once more: a copy that was made just before a crash.
            var there = ModelPackage.Open(target);
            return there.IsRefused || there.Value.Manifest.Sha256 != manifest.Sha256 ? ModelRefusals.VersionTaken : there;
        }

        var part = Directory.CreateDirectory(Path.Combine(data.Temporary, $"{manifest.Name}-{manifest.Version}.package")).FullName;
        foreach (var file in Directory.EnumerateFiles(directory)) File.Copy(file, Path.Combine(part, Path.GetFileName(file)), overwrite: true);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        Directory.Move(part, target);
        return ModelPackage.Open(target);
    }

    private IEnumerable<(string Root, bool Shipped)> Roots() =>
        [.. (options.Value.Folders ?? ["models"]).Select(f => (Path.GetFullPath(f), true)), (data.Models, false)];

    private static IEnumerable<string> Folders(string root) => Directory.Exists(root)
        ? Directory.EnumerateDirectories(root).SelectMany(Directory.EnumerateDirectories).Order(StringComparer.Ordinal)
        : [];

    private Result<ModelPackage> Open(string folder)
    {
        var stamp = string.Join('|', new[] { ModelPackage.ManifestName, ModelPackage.OnnxName }
            .Select(name => new FileInfo(Path.Combine(folder, name)))
            .Select(f => f.Exists ? $"{f.Length}@{f.LastWriteTimeUtc.Ticks}" : "-"));
        if (known.TryGetValue(folder, out var before) && before.Stamp == stamp) return before.Opened;
        var opened = TryOpen(folder);
        known[folder] = (stamp, opened);
        return opened;
    }

    private static Result<ModelPackage> TryOpen(string folder)
    {
        try
        {
            return ModelPackage.Open(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Refusal("model.unreadable", RefusalKind.Unavailable, "The package's files cannot be read. Check their permissions.");
        }
    }
}
