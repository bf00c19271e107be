using System.Text.Json;
using XrayPortal.Imaging;
using XrayPortal.Inference.Evaluation;
using XrayPortal.Training.Loop;

namespace XrayPortal.Training.Export.Int8;

/// <summary>Films of a run, as its own list of parts names them. The test part is not read.</summary>
/// <param name="Calibration">A seeded draw of training films.</param>
internal sealed record RunFilms(
    IReadOnlyList<string> Calibration, IReadOnlyList<string> Validation, int[] ValidationLabels, IReadOnlyList<string> ValidationPatients)
{
    public const int CalibrationFilms = 256;

    public static Result<RunFilms> Read(RunFolder folder)
    {
        if (!File.Exists(folder.Data))
            return new Refusal("export.no-split", RefusalKind.NotFound, "The run has no data.json that names its films. Go on with it first: train --resume FOLDER.");
        var parts = JsonSerializer.Deserialize<Parts>(File.ReadAllText(folder.Data), JsonSerializerOptions.Web)!;
        string Full(Row row) => Path.GetFullPath(Path.Combine(folder.SetRoot, row.File));
        var draw = parts.Train.Select(Full).Order(StringComparer.Ordinal).ToArray();
        new Random((int)(folder.Recipe.Seed % int.MaxValue)).Shuffle(draw);
        var films = new RunFilms(
            [.. draw.Take(CalibrationFilms)], [.. parts.Validation.Select(Full)], [.. parts.Validation.Select(r => r.Label)], [.. parts.Validation.Select(r => r.Patient)]);
        return films.Calibration.Concat(films.Validation).FirstOrDefault(f => !File.Exists(f)) is { } gone
            ? new Refusal("export.film-gone", RefusalKind.NotFound, $"A film of the run is no longer there: {Path.GetFileName(gone)}. Put the set back where it was.")
            : films;
    }

    /// <summary>The validation films as a set to evaluate on.</summary>
    public LabelledSet Labelled() => LabelledSet.Of("validation", Validation.Select((file, i) =>
        new LabelledFilm { File = file, Label = ValidationLabels[i], Patient = ValidationPatients[i] }));

    private sealed record Row(string File, int Label, string Patient);

    private sealed record Parts(IReadOnlyList<Row> Train, IReadOnlyList<Row> Validation);
}
