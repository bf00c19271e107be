using System.Globalization;
using System.Text;
using XrayPortal.Inference.Packages;
using XrayPortal.Training.Loop;
using XrayPortal.Training.Measurement;

namespace XrayPortal.Training.Export;

/// <summary>The label of a package that tells classes apart, generated from its run.</summary>
internal static class ClassCard
{
    public static string Write(ModelManifest manifest, Lesson lesson, IReadOnlyList<ClassMetrics> metrics, double parity)
    {
        var card = new StringBuilder();
        void Line(FormattableString text) => card.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"# {manifest.Name} {manifest.Version}\n");
        Line($"Generated from the training run of {manifest.TrainedAt:yyyy-MM-dd HH:mm} UTC; not edited by hand. {string.Join(' ', manifest.Limits)}\n");
        Line($"Tells {manifest.Classes.Count} classes apart: {string.Join(", ", manifest.Classes)}. Network `{manifest.Network}`, input {manifest.InputSide} x {manifest.InputSide} pixels, {(manifest.InputChannels == 1 ? "grey" : "colour")}; resizing and normalisation are inside `model.onnx`.\n");
        Line($"Pictures: {lesson.Split.Train.Count} to learn from, {lesson.Split.Validation.Count} to validate, {lesson.Split.Test.Count} to test. Data set digest `{manifest.DataSetDigest}`. The recipe stands in `manifest.json`.\n");
        Line($"| part | pictures | right | accuracy (95 %, Wilson) | cross-entropy |\n|---|---|---|---|---|");
        foreach (var m in metrics) Line($"| {m.Part} | {m.Pictures} | {m.Right} | {m.Accuracy.Value:F4} ({m.Accuracy.Low:F4} to {m.Accuracy.High:F4}) | {m.Loss:F4} |");
        Line($"\nConfusion matrix, {metrics[^1].Part} (row: true class; column: what it was called):\n");
        Line($"| | {string.Join(" | ", manifest.Classes)} |\n|---|{string.Concat(manifest.Classes.Select(_ => "---|"))}");
        foreach (var (row, name) in metrics[^1].Confusion.Zip(manifest.Classes)) Line($"| {name} | {string.Join(" | ", row)} |");
        Line($"\nExported file against the trained network: largest difference in probability {parity:G2}.");
        return card.ToString();
    }
}
