using XrayPortal.Imaging.Overlay;

namespace XrayPortal.Browser.Tests.Builders;

/// <summary>A labelled set of drawn phantoms, half with an opacity, one film a patient.</summary>
internal static class PhantomSet
{
    private const int Side = 192;

    /// <returns>The manifest's path.</returns>
    public static string Write(string folder, int films)
    {
        Directory.CreateDirectory(folder);
        var rows = new List<string> { "file,label,patient,split" };
        for (var i = 0; i < films; i++)
        {
            var pneumonia = i % 2 == 1;
            File.WriteAllBytes(Path.Combine(folder, $"phantom-{i:000}.png"), Film(i + 1, pneumonia));
            rows.Add($"phantom-{i:000}.png,{(pneumonia ? "pneumonia" : "normal")},p{i},train");
        }

        var manifest = Path.Combine(folder, "manifest.csv");
        File.WriteAllLines(manifest, rows);
        return manifest;
    }

    /// <returns>PNG bytes.</returns>
    public static byte[] Film(int seed, bool pneumonia) => PngEncoder.Grey(Phantom.Draw(seed, pneumonia, Side, Side));
}
