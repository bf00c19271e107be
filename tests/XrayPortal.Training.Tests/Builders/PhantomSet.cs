using XrayPortal.Imaging.Overlay;

namespace XrayPortal.Training.Tests.Builders;

/// <summary>A small training set of drawn phantoms: half with an opacity, one film a patient.</summary>
internal static class PhantomSet
{
    /// <returns>The manifest's path.</returns>
    public static string Write(string folder, int films, int test = 0, int side = 96, string patients = "p")
    {
        Directory.CreateDirectory(folder);
        var rows = new List<string> { "file,label,patient,split" };
        for (var i = 0; i < films; i++)
        {
            var pneumonia = i % 2 == 1;
            var name = $"phantom-{i:000}.png";
            File.WriteAllBytes(Path.Combine(folder, name), PngEncoder.Grey(Phantom.Draw(i + 1, pneumonia, side, side)));
            rows.Add($"{name},{(pneumonia ? "pneumonia" : "normal")},{patients}{i},{(i < test ? "test" : "train")}");
        }

        var manifest = Path.Combine(folder, "manifest.csv");
        File.WriteAllLines(manifest, rows);
        return manifest;
    }
}
