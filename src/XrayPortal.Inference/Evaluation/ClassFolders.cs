using XrayPortal.Imaging;

namespace XrayPortal.Inference.Evaluation;

/// <summary>Finds films in folders named after their class, at the top or one level down in folders named after splits.</summary>
internal static class ClassFolders
{
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".dcm", ".dicom"];

    public static Result<IReadOnlyList<LabelledFilm>> Read(string root)
    {
        var films = new List<LabelledFilm>();
        films.AddRange(Classes(root, split: null));
        foreach (var folder in Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal))
        {
            if (SplitNames.Canonical(Path.GetFileName(folder)) is SplitNames.Train or SplitNames.Validation or SplitNames.Test)
                films.AddRange(Classes(folder, SplitNames.Canonical(Path.GetFileName(folder))));
        }

        return films.Count == 0 ? LabelledSetRefusals.NoClassFolders : Result.Of<IReadOnlyList<LabelledFilm>>(films);
    }

    private static IEnumerable<LabelledFilm> Classes(string folder, string? split)
    {
        foreach (var own in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            if (ManifestReader.LabelOf(Path.GetFileName(own)) is not { } label) continue;
            foreach (var file in Directory.EnumerateFiles(own, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                if (Path.GetFileName(file).StartsWith('.') || !Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)) continue;
                yield return new LabelledFilm { File = file, Label = label, Patient = PatientNames.Of(file, split), Split = split };
            }
        }
    }
}
