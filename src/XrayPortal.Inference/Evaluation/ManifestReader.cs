using System.Globalization;
using XrayPortal.Imaging;

namespace XrayPortal.Inference.Evaluation;

/// <summary>Reads a manifest of films; every row that is wrong is named, up to twenty of them.</summary>
internal static class ManifestReader
{
    public static Result<IReadOnlyList<LabelledFilm>> Read(string manifest)
    {
        if (CsvRows.Read(File.ReadAllText(manifest)) is not { } rows) return LabelledSetRefusals.OpenQuote;
        if (rows.Count == 0) return LabelledSetRefusals.Empty;
        var columns = new Columns(rows[0].Cells);
        if (columns.Missing is { } missing) return LabelledSetRefusals.MissingColumn(missing);

        var folder = Path.GetDirectoryName(Path.GetFullPath(manifest))!;
        var (films, bad, absent) = (new List<LabelledFilm>(rows.Count), new List<string>(), new List<string>());
        foreach (var (line, cells) in rows.Skip(1))
        {
            var row = new Row(columns, cells, folder);
            if (row.Fault is { } fault) bad.Add($"line {line} ({fault})");
            else if (row.Absent is { } file) absent.Add($"line {line} ({file})");
            else films.Add(row.Film);
        }

        if (bad.Count > 0) return LabelledSetRefusals.BadRows(bad);
        return absent.Count > 0 ? LabelledSetRefusals.MissingFiles(absent) : Result.Of<IReadOnlyList<LabelledFilm>>(films);
    }

    /// <returns>0 or 1; null for a word that is no label.</returns>
    internal static int? LabelOf(string word) => word.Trim().ToUpperInvariant() switch
    {
        "0" or "NORMAL" => 0,
        "1" or "PNEUMONIA" => 1,
        _ => null,
    };

    private sealed class Columns(string[] names)
    {
        private readonly Dictionary<string, int> places = names.Select((name, i) => (Name: name.Trim().ToLowerInvariant(), i))
            .DistinctBy(c => c.Name).ToDictionary(c => c.Name, c => c.i, StringComparer.Ordinal);

        public int Count => names.Length;

        public string? Missing => Array.Find(["file", "label"], name => !places.ContainsKey(name));

        public Dictionary<string, string> Facts(string[] cells) =>
            places.Where(p => cells[p.Value].Trim().Length > 0).ToDictionary(p => p.Key, p => cells[p.Value].Trim(), StringComparer.Ordinal);

        public string? Cell(string[] cells, string name) =>
            places.TryGetValue(name, out var i) && cells[i].Trim() is { Length: > 0 } text ? text : null;
    }

    private sealed class Row(Columns columns, string[] cells, string folder)
    {
        public string? Fault =>
            cells.Length != columns.Count ? $"{cells.Length} cells where the first line has {columns.Count}"
            : Cell("file") is null ? "no file"
            : LabelOf(Cell("label") ?? "") is null ? $"label '{Cell("label")}' is neither normal nor pneumonia"
            : Cell("age") is { } age && Number(age) is null ? $"age '{age}' is no number of years"
            : null;

        public string? Absent => File.Exists(Full("file")) ? Cell("file_288") is { } other && !File.Exists(Full("file_288")) ? other : null : Cell("file");

        public LabelledFilm Film => new()
        {
            File = Full("file"),
            Label = LabelOf(Cell("label")!)!.Value, // looked at in Fault
            Patient = Cell("patient") ?? PatientNames.Of(Full("file"), SplitNames.Canonical(Cell("split"))),
            Alternate = Cell("file_288") is null ? null : Full("file_288"),
            AgeYears = Cell("age") is { } age ? Number(age) : null,
            Sex = Cell("sex"),
            View = Cell("view"),
            Split = SplitNames.Canonical(Cell("split")),
            DuplicateGroup = Cell("duplicate_group"),
            Facts = columns.Facts(cells),
        };

        private static double? Number(string text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var years) && years is >= 0 and <= 150 ? years : null;

        private string? Cell(string name) => columns.Cell(cells, name);

        private string Full(string column) => Path.GetFullPath(Path.Combine(folder, Cell(column)!));
    }
}
