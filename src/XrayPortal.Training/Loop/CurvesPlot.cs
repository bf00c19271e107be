using XrayPortal.Inference.Evaluation.Plots;

namespace XrayPortal.Training.Loop;

/// <summary>Draws loss and AUROC (of more than two classes: accuracy) over epochs.</summary>
internal static class CurvesPlot
{
    /// <param name="path">Of the SVG; a PNG is written beside it.</param>
    /// <param name="fromStart">Whether epoch 0, the state before everything learns, is a point: a fresh network's own guesses would flatten the rest.</param>
    public static void Write(string path, IReadOnlyList<EpochRecord> history, bool fromStart)
    {
        history = [.. history.Where(e => fromStart || e.Epoch > 0)];
        if (history.Count == 0) return;
        PanelLine Line(string name, Func<EpochRecord, double?> value) => new(name, [.. history.Select(e => ((double)e.Epoch, value(e) ?? double.NaN))]);
        var loss = new Panel("Loss", [Line("training", e => e.TrainLoss), Line("validation", e => e.ValidationLoss)]);
        var quality = history.Any(e => e.ValidationAuroc is not null)
            ? new Panel("AUROC", [Line("validation", e => e.ValidationAuroc), .. history.Any(e => e.StressedAuroc is not null) ? [Line("validation under stress", e => e.StressedAuroc)] : Array.Empty<PanelLine>()])
            : new Panel("Accuracy", [Line("training", e => e.TrainAccuracy), Line("validation", e => e.ValidationAccuracy)]);
        var best = history.MaxBy(e => e.Score)!;
        var plot = LinePanels.Draw(
            "curves", "Learning curves", FormattableString.Invariant($"Loss and {quality.Title} over {history[^1].Epoch} epochs; best in epoch {best.Epoch}."), "epoch", [loss, quality]);
        File.WriteAllText(path, plot.ToSvg());
        File.WriteAllBytes(Path.ChangeExtension(path, ".png"), plot.ToPng());
    }
}
