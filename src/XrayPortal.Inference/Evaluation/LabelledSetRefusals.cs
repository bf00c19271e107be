using XrayPortal.Imaging;

namespace XrayPortal.Inference.Evaluation;

/// <summary>Every no that opening a labelled set can end in.</summary>
public static class LabelledSetRefusals
{
    private const int Shown = 20;

    public static readonly Refusal NotFound = new(
        "set.not-found", RefusalKind.NotFound, "There is no labelled set at that path. Give a manifest (CSV) or a folder with normal/ and pneumonia/ in it.");

    public static readonly Refusal NoClassFolders = new(
        "set.no-class-folders", RefusalKind.Invalid,
        "The folder holds no manifest.csv and no folders normal/ and pneumonia/, neither at its top nor under train/, validation/ (or val/) and test/.");

    public static readonly Refusal OpenQuote = new(
        "set.open-quote", RefusalKind.Invalid, "A quote in the manifest is opened and never closed, so its rows cannot be told apart. Write the file again.");

    public static readonly Refusal Empty = new(
        "set.empty", RefusalKind.Invalid, "The set holds no film, or none in the part that was asked for.");

    public static readonly Refusal OneClass = new(
        "set.one-class", RefusalKind.Invalid, "All films of the set have the same label. Both classes, normal and pneumonia, are needed.");

    public static Refusal MissingColumn(string name) => new(
        "set.missing-column", RefusalKind.Invalid, $"The manifest lacks the column '{name}'. Its first line must name the columns: file, label and, where known, patient, split, age, sex, view.");

    public static Refusal BadRows(IReadOnlyCollection<string> rows) => new(
        "set.bad-rows", RefusalKind.Invalid, $"{Count(rows)} of the manifest cannot be read: {List(rows)}");

    public static Refusal MissingFiles(IReadOnlyCollection<string> rows) => new(
        "set.missing-files", RefusalKind.Invalid, $"{Count(rows)} of the manifest name files that are not there: {List(rows)} Paths count from the manifest's folder.");

    public static Refusal PatientInTwoSplits(IReadOnlyCollection<string> patients) => new(
        "set.patient-in-two-splits", RefusalKind.Invalid,
        $"Films of the same patient stand in more than one split, so figures would flatter: {List(patients)} Put all films of a patient in one split.");

    private static string Count(IReadOnlyCollection<string> rows) => rows.Count == 1 ? "1 row" : $"{rows.Count} rows";

    private static string List(IReadOnlyCollection<string> items) =>
        string.Join("; ", items.Take(Shown)) + (items.Count > Shown ? $"; and {items.Count - Shown} more." : ".");
}
