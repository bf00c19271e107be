using System.Globalization;
using XrayPortal.Imaging.Decode;

namespace XrayPortal.Imaging.Dicom;

/// <summary>The ways of showing a film that its file offers: VOI LUTs first, then windows that can be used.</summary>
/// <remarks>Source: DICOM PS3.3, C.11.2. Which of several applies is the reader's choice; a model sees the first.</remarks>
internal static class VoiChoice
{
    private const int MaxChoices = 64;

    /// <summary>Their names, in order; empty where the file offers none.</summary>
    public static IReadOnlyList<string> NamesOf(DicomDataset dataset)
    {
        var tables = Tables(dataset).Select((item, i) => item.GetStringOrDefault(DicomTag.LutExplanation) ?? $"Table {i + 1}");
        var windows = Windows(dataset).Select(choice => dataset.GetStringOrDefault(DicomTag.WindowCenterWidthExplanation, choice.Index)
            ?? string.Create(CultureInfo.InvariantCulture, $"{choice.Window.Center:0.##} / {choice.Window.Width:0.##}"));
        return [.. tables.Concat(windows)];
    }

    /// <returns>From modality units to 0..1; null where the file offers nothing.</returns>
    public static Func<double, double>? Of(DicomDataset dataset, DicomFrame frame, Func<double, double> modality, int choice)
    {
        var (tables, windows) = (Tables(dataset), Windows(dataset));
        var index = Math.Clamp(choice, 0, Math.Max(0, tables.Count + windows.Count - 1));
        if (index < tables.Count)
        {
            // Signed entries go in where the units can be negative.
            var isSigned = Math.Min(modality(frame.Smallest), modality(frame.Largest)) < 0;
            var table = LookupTable.Create(tables[index], isSigned);
            return x => table[x] / (double)table.Maximum;
        }

        return index - tables.Count < windows.Count ? VoiLut.Function(windows[index - tables.Count].Window) : null;
    }

    private static IReadOnlyList<DicomDataset> Tables(DicomDataset dataset) => dataset.Items(DicomTag.VoiLutSequence);

    // A window that cannot be used counts as absent.
    private static List<(int Index, VoiWindow Window)> Windows(DicomDataset dataset)
    {
        var function = dataset.GetStringOrDefault(DicomTag.VoiLutFunction) switch
        {
            "SIGMOID" => VoiFunction.Sigmoid,
            "LINEAR_EXACT" => VoiFunction.LinearExact,
            _ => VoiFunction.Linear,
        };
        var windows = new List<(int Index, VoiWindow Window)>();
        for (var i = 0; i < MaxChoices; i++)
        {
            if (dataset.GetDecimalOrDefault(DicomTag.WindowCenter, i) is not { } center
                || dataset.GetDecimalOrDefault(DicomTag.WindowWidth, i) is not { } width) continue;
            var window = new VoiWindow(center, width, function);
            if (window.IsUsable) windows.Add((i, window));
        }

        return windows;
    }
}
