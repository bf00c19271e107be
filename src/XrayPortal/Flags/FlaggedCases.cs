using System.Text;
using Microsoft.EntityFrameworkCore;
using XrayPortal.Data;
using XrayPortal.Films;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Overlay;

namespace XrayPortal.Flags;

/// <summary>What was written for a training run.</summary>
public sealed record FlaggedExport(string Manifest, int Films, int LeftOut);

/// <summary>
/// Writes the films that readers have judged, with the label that they gave, as a folder a training run can read:
/// <c>manifest.csv</c> (<c>file,label,patient,split,source,age,sex,view</c>) and the films as PNG, as the model sees them.
/// </summary>
/// <remarks>
/// A film counts only where its readers are of one mind; synthetic films and films without a label are left out. Films of one
/// patient carry one name, so that they stay on one side of any later split; the name says nothing about the patient.
/// </remarks>
public sealed class FlaggedCases(IDbContextFactory<PortalDb> databases, FilmPixels pixels)
{
    /// <summary>How many films an export would hold now.</summary>
    public async Task<int> CountAsync(CancellationToken cancellationToken) => (await CasesAsync(cancellationToken)).Cases.Count;

    /// <param name="folder">Is made; what it holds already stays, files of the same name are replaced.</param>
    public async Task<FlaggedExport> ExportAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.Combine(folder, "films"));
        var (cases, leftOut) = await CasesAsync(cancellationToken);
        var manifest = new StringBuilder("file,label,patient,split,source,age,sex,view\n");
        var patients = new Dictionary<string, string>();
        var written = 0;
        foreach (var (film, label) in cases)
        {
            var decoded = await pixels.DecodeAsync(film.Sha256, cancellationToken);
            if (decoded.IsRefused)
            {
                leftOut++;
                continue;
            }

            var file = $"films/{film.Sha256}.png";
            await File.WriteAllBytesAsync(Path.Combine(folder, file), PngEncoder.Grey(decoded.Value.Image), cancellationToken);
            manifest.Append($"{file},{KebabEnum.Text(label)},{PatientOf(film, patients)},train,flag,{film.AgeYears},{film.Sex},{ViewOf(film)}\n");
            written++;
        }

        var path = Path.Combine(folder, "manifest.csv");
        await File.WriteAllTextAsync(path, manifest.ToString(), cancellationToken);
        return new FlaggedExport(path, written, leftOut);
    }

    private async Task<(List<(Film Film, FlagLabel Label)> Cases, int LeftOut)> CasesAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var flagged = await db.Films.AsNoTracking().Where(f => f.State == FilmState.Done)
            .Join(db.Flags.AsNoTracking().Where(g => g.WithdrawnAt == null), f => f.Id, g => g.FilmId, (Film, Flag) => new { Film, Flag })
            .ToListAsync(cancellationToken);
        var cases = new List<(Film, FlagLabel)>();
        var leftOut = 0;
        foreach (var film in flagged.GroupBy(pair => pair.Film.Id).OrderBy(g => g.Key))
        {
            var labels = film.Select(pair => pair.Flag.Label).Distinct().ToList();
            if (labels is [{ } label] && !film.First().Film.Synthetic) cases.Add((film.First().Film, label));
            else leftOut++;
        }

        return (cases, leftOut);
    }

    private static string PatientOf(Film film, Dictionary<string, string> patients)
    {
        var key = film.PatientReference ?? film.Sha256;
        if (!patients.TryGetValue(key, out var name)) patients[key] = name = $"flag-{patients.Count + 1}";
        return name;
    }

    // As the file says it; a comma would break the line.
    private static string ViewOf(Film film) => film.View is { } view && view.All(char.IsAsciiLetterOrDigit) ? view : "";
}
