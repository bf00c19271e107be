using System.Globalization;
using System.Text.Json;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Overlay;
using XrayPortal.Films;
using XrayPortal.Inference.Evaluation;

namespace XrayPortal.EvaluationRuns;

/// <summary>A film that the model got most wrong.</summary>
/// <param name="Picture">Name of its thumbnail among the run's files; null where it could not be drawn.</param>
public sealed record WorstError(string File, int Label, double Probability, string? Picture);

/// <summary>The files of a finished run: what may be downloaded, and the worst errors with thumbnails.</summary>
internal static class EvaluationRunFiles
{
    public const string WorstName = "worst.json";

    private const int WorstCount = 12;
    private const int ThumbnailSide = 220;

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [EvaluationReport.ScoresName] = "text/csv",
        [EvaluationReport.MetricsName] = "application/json",
        ["roc.svg"] = "image/svg+xml",
        ["reliability.svg"] = "image/svg+xml",
        ["confusion.svg"] = "image/svg+xml",
        ["decision.svg"] = "image/svg+xml",
        ["roc.png"] = "image/png",
        ["reliability.png"] = "image/png",
        ["confusion.png"] = "image/png",
        ["decision.png"] = "image/png",
    };

    public static IEnumerable<string> Downloads => Types.Keys;

    /// <summary>The media type of a file that a run may give out; null for any other name.</summary>
    public static string? TypeOf(string name) => Types.TryGetValue(name, out var type) ? type
        : Enumerable.Range(0, WorstCount).Any(i => name == PictureName(i)) ? "image/png" : null;

    public static void WriteWorst(EvaluationReport report, LabelledSet set, string folder)
    {
        var threshold = report.Summary.Threshold;
        var errors = report.Scores.Where(f => f.Probability >= threshold != (f.Label == 1))
            .OrderByDescending(f => Math.Abs(f.Probability - f.Label)).ThenBy(f => f.File, StringComparer.Ordinal).Take(WorstCount)
            .Select((film, i) => new WorstError(film.File, film.Label, film.Probability, Draw(Path.Combine(set.Root, film.File), folder, i)));
        File.WriteAllText(Path.Combine(folder, WorstName), JsonSerializer.Serialize(errors.ToList(), JsonSerializerOptions.Web));
    }

    public static IReadOnlyList<WorstError> ReadWorst(string folder)
    {
        var file = Path.Combine(folder, WorstName);
        return File.Exists(file) ? JsonSerializer.Deserialize<List<WorstError>>(File.ReadAllText(file), JsonSerializerOptions.Web) ?? [] : [];
    }

    private static string? Draw(string file, string folder, int place)
    {
        var decoded = FilmDecoder.Decode(File.ReadAllBytes(file), DecodeLimits.Default);
        if (decoded.IsRefused) return null;
        var name = PictureName(place);
        File.WriteAllBytes(Path.Combine(folder, name), PngEncoder.Grey(FilmPictures.Fit(decoded.Value.Image, ThumbnailSide)));
        return name;
    }

    private static string PictureName(int place) => string.Create(CultureInfo.InvariantCulture, $"worst-{place:00}.png");
}
