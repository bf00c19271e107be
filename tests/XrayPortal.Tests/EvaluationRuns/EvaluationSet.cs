using System.Text;
using XrayPortal.Tests.Films;

namespace XrayPortal.Tests.EvaluationRuns;

/// <summary>A manifest with a column of views: 12 films of each class in each, bright ones suggestive for the tiny model.</summary>
internal static class EvaluationSet
{
    public static string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var rows = new StringBuilder("file,label,patient,age,view\n");
        for (var i = 0; i < 48; i++)
        {
            var (label, view) = (i % 2 == 0 ? "normal" : "pneumonia", i < 24 ? "AP" : "PA");
            File.WriteAllBytes(Path.Combine(folder, $"{i}.png"), FilmPortal.Png(0.25 + (0.5 * (i % 2)) + (0.004 * i), i));
            rows.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i}.png,{label},p{i},40,{view}\n");
        }

        File.WriteAllText(Path.Combine(folder, "manifest.csv"), rows.ToString());
        return folder;
    }
}
