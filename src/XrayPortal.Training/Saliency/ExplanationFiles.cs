using System.Text;
using System.Text.Json;
using XrayPortal.Imaging.Grey;
using XrayPortal.Imaging.Overlay;
using XrayPortal.Inference.Evaluation;
using XrayPortal.Training.Verbs;

namespace XrayPortal.Training.Saliency;

/// <summary>What one film's explanation looks like outside: numbers as JSON, maps as PNG at the film's own size.</summary>
internal static class ExplanationFiles
{
    private const double Opacity = 0.6;
    private static readonly JsonSerializerOptions Compact = new(JsonSerializerDefaults.Web);

    /// <summary>The numbers of a film.</summary>
    /// <param name="agreement">Null where the exported model gives no map of this class.</param>
    /// <param name="withValues">True: with every value of the maps, row-major.</param>
    public static string Numbers(string file, TrainedNetwork model, ExplainOptions options, FilmExplanation explanation, CamAgreement? agreement, bool withValues)
    {
        var manifest = model.Package.Manifest;
        var cam = explanation.Maps.FirstOrDefault(m => m.Method == SaliencyMethod.GradCam);
        var integrated = explanation.Maps.FirstOrDefault(m => m.Path is not null);
        var numbers = new
        {
            File = file,
            ModelName = manifest.Name,
            ModelVersion = manifest.Version,
            Class = model.Classes[explanation.Category],
            explanation.Logit,
            explanation.Probability,
            GradCam = cam is null ? null : new
            {
                cam.Raw.Width,
                cam.Raw.Height,
                Peak = PeakOf(cam),
                ExportedModel = agreement,
                Values = withValues ? cam.Raw.Positive : null,
            },
            IntegratedGradients = integrated is not { Path: { } path } ? null : new
            {
                integrated.Raw.Width,
                integrated.Raw.Height,
                Peak = PeakOf(integrated),
                Baseline = options.Baseline.ToString().ToLowerInvariant(),
                Rule = "secants",
                options.Steps,
                BaselineLogit = path.BaselineScore,
                path.Sum,
                path.CompletenessError,
                Values = withValues ? integrated.Raw.Signed : null,
            },
        };
        return JsonSerializer.Serialize(numbers, Compact);
    }

    /// <summary>Writes NAME.json and NAME-METHOD.png.</summary>
    /// <returns>The pictures' paths.</returns>
    public static IReadOnlyList<string> Write(string folder, string name, IReadOnlyList<GreyImage> planes, FilmExplanation explanation, string numbers)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"{name}.json"), numbers + "\n");
        var film = planes is [var red, var green, var blue] ? Luma.FromPlanes(red, green, blue) : planes[0];
        var paths = new List<string>();
        foreach (var map in explanation.Maps)
        {
            var path = Path.Combine(folder, $"{name}-{NameOf(map.Method)}.png");
            File.WriteAllBytes(path, HeatMap.Overlay(film, map.Shown.Positive, map.Shown.Width, map.Shown.Height, Opacity));
            paths.Add(path);
        }

        return paths;
    }

    /// <summary>Writes <c>explanations.json</c> and <c>explanations.csv</c>, a row for each film and method.</summary>
    public static void Write(string folder, SetFigures figures, IEnumerable<FilmRow> rows)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "explanations.json"), JsonSerializer.Serialize(figures, ExitCode.Json) + "\n");
        var csv = new StringBuilder("file,patient,label,method,logit,probability,lung_region,lung_share,lung_area,peak_x,peak_y,hit,completeness_error\n");
        foreach (var row in rows)
        {
            csv.Append(string.Join(',', CsvRows.Cell(row.File), CsvRows.Cell(row.Patient), row.Label, NameOf(row.Method), Number(row.Logit), Number(row.Probability),
                row.Lungs?.Kind.ToString().ToLowerInvariant(), Number(row.Lungs?.Share), Number(row.Lungs?.Area), Number(row.Peak?.X), Number(row.Peak?.Y),
                row.Hit is { } hit ? (hit ? "1" : "0") : null, Number(row.CompletenessError))).Append('\n');
        }

        File.WriteAllText(Path.Combine(folder, "explanations.csv"), csv.ToString());
    }

    public static string NameOf(SaliencyMethod method) => method switch
    {
        SaliencyMethod.GradCam => "gradcam",
        SaliencyMethod.IntegratedGradients => "integrated-gradients",
    };

    private static double[]? PeakOf(MethodMap map) => map.Shown.Peak is { } peak ? [peak.X, peak.Y] : null;

    private static string? Number(double? value) => value?.ToString("G6");
}
