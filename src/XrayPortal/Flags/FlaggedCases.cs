using System.Text;
using Microsoft.EntityFrameworkCore;
using XrayPortal.Data;
using XrayPortal.Deidentification;
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
/// A film counts only where its readers are of one mind; synthetic films and films without a label are left out. Files and patients get the names of
/// de-identification: one patient the same one in every export, so that films stay on one side of any later split, and nobody without the portal's key
/// can tell who it is. Ages above 89 years are 90 (PS3.15, E.3.6). What a reader has judged a person has looked at; a film that says itself that a name or a face is
/// on it is left out until somebody has said that there is none.
/// </remarks>
internal sealed class FlaggedCases(IDbContextFactory<PortalDb> databases, FilmPixels pixels, DeidentificationKey names, FilmExport export)
{
    private const double OldestTold = 90;

    /// <summary>How many films an export would hold now.</summary>
    public async Task<int> CountAsync(CancellationToken cancellationToken) => (await CasesAsync(cancellationToken)).Cases.Count;

    /// <param name="folder">Is made; what it holds already stays, files of the same name are replaced.</param>
    public async Task<FlaggedExport> ExportAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.Combine(folder, "films"));
        var (cases, leftOut) = await CasesAsync(cancellationToken);
        var manifest = new StringBuilder("file,label,patient,split,source,age,sex,view\n");
        var written = 0;
        foreach (var (film, label) in cases)
        {
            var decoded = await pixels.DecodeAsync(film.Sha256, cancellationToken);
            if (decoded.IsRefused)
            {
                leftOut++;
                continue;
            }

            var file = $"films/{names.FilmName(film.Sha256)}.png";
            await File.WriteAllBytesAsync(Path.Combine(folder, file), PngEncoder.Grey(decoded.Value.Image), cancellationToken);
            manifest.Append($"{file},{KebabEnum.Text(label)},{names.PatientName(film.PatientReference ?? film.Sha256)},train,flag,{(film.AgeYears is { } age ? Math.Min(age, OldestTold) : null)},{film.Sex},{ViewOf(film)}\n");
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
        var cleared = (await db.FilmClearances.AsNoTracking().Select(c => c.FilmId).ToListAsync(cancellationToken)).ToHashSet();
        foreach (var film in flagged.GroupBy(pair => pair.Film.Id).OrderBy(g => g.Key))
        {
            var labels = film.Select(pair => pair.Flag.Label).Distinct().ToList();
            var own = film.First().Film;
            if (labels is [{ } label] && !own.Synthetic && (cleared.Contains(own.Id) || !await export.SaysItShowsWhoItIsAsync(own, cancellationToken))) cases.Add((own, label));
            else leftOut++;
        }

        return (cases, leftOut);
    }

    // As the file says it; a comma would break the line.
    private static string ViewOf(Film film) => film.View is { } view && view.All(char.IsAsciiLetterOrDigit) ? view : "";
}
