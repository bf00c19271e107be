using System.Globalization;
using System.Text;
using XrayPortal.Inference.Evaluation;
using XrayPortal.Inference.Metrics;
using XrayPortal.Inference.Packages;
using XrayPortal.Training.Data;
using XrayPortal.Training.Recipes;

namespace XrayPortal.Training.Export;

/// <summary>The model's label, generated from the run and never edited by hand.</summary>
internal static class ModelCard
{
    public static IReadOnlyList<string> Limits(SplitExamples split)
    {
        var patients = split.Train.Select(f => f.Patient).Distinct(StringComparer.Ordinal).Count();
        List<string> limits =
        [
            "Research and teaching only; not for diagnosis. A film without marked features excludes nothing.",
            $"Learnt from {split.Train.Count:N0} films of {patients:N0} patients; films of other populations, views or machines may be judged wrongly.",
            "Two classes only: normal and pneumonia. Every other finding is forced into one of them.",
            "The probability is calibrated on films of the training hospital and their share of pneumonia; it is not the chance of disease elsewhere.",
        ];
        if (split.Test.Count == 0) limits.Add("No test part was read: the validation figures also chose the epoch and the threshold and flatter.");
        return limits;
    }

    public static string Write(ModelManifest manifest, SplitExamples split, IReadOnlyList<EvaluationSummary> measured, double parity, FilmAgreement? agreement, Recipe recipe)
    {
        var card = new StringBuilder();
        void Line(string text = "") => card.Append(text).Append('\n');
        Line($"# {manifest.Name} {manifest.Version}");
        Line();
        Line($"Generated from the training run of {manifest.TrainedAt:yyyy-MM-dd HH:mm} UTC; not edited by hand.");
        Line();
        Line("**Not for diagnosis.** For research and teaching.");
        Line();
        Line("## What it does");
        Line($"Reads one frontal chest film and gives the probability of features suggestive of pneumonia, with a map of where they lie. Network `{manifest.Network}`, input {manifest.InputSide} x {manifest.InputSide} pixels (aspect: {manifest.AspectRule}), one sigmoid node; resizing and normalisation are inside `model.onnx`.");
        Line();
        Line($"Population: {manifest.Population.Sentence}");
        Line();
        Line("## What it learnt from");
        Line("| part | films | pneumonia | patients |");
        Line("|---|---|---|---|");
        foreach (var (name, films) in new[] { ("training", split.Train), ("validation", split.Validation), ("test", split.Test) })
            Line($"| {name} | {films.Count} | {films.Count(f => f.Label == 1)} | {films.Select(f => f.Patient).Distinct(StringComparer.Ordinal).Count()} |");
        Line();
        Line($"Patients or duplicate pictures in more than one part: {PatientSplit.Overlap(split).Count}. Data set digest `{manifest.DataSetDigest}`.");
        Line();
        Line("## How it did");
        Line("95 % intervals by bootstrap over patients. The threshold was chosen on validation; the test part was read last and chose nothing.");
        Line();
        Line("| set | films (pneumonia) | AUROC | sensitivity | specificity | accuracy | Brier | calibration error |");
        Line("|---|---|---|---|---|---|---|---|");
        foreach (var m in manifest.Metrics)
            Line($"| {m.DataSet} | {m.Films} ({m.Positives}) | {Interval(m.Auroc)} | {Interval(m.Sensitivity)} | {Interval(m.Specificity)} | {Number(m.Accuracy)} | {Number(m.Brier)} | {Number(m.Ece)} |");
        Line();
        foreach (var m in manifest.Metrics)
        {
            var c = m.ConfusionMatrix;
            Line($"Confusion matrix, {m.DataSet}: {c.TruePositives} pneumonia films marked, {c.FalseNegatives} missed; {c.TrueNegatives} normal films left unmarked, {c.FalsePositives} marked.");
            Line();
        }

        WriteGroups(card, measured);
        foreach (var group in manifest.Population.Groups)
            Line($"Threshold for {group.Name} ({Years(group)}): {group.OperatingPoint?.Threshold:F3} on the probability ({group.OperatingPoint?.ChosenBy}).\n");
        Line($"Threshold{(manifest.Population.Groups.Count > 0 ? " where the age is not known:" : "")} {manifest.OperatingPoint?.Threshold:F3} on the probability ({manifest.OperatingPoint?.ChosenBy}). Temperature {manifest.Temperature:F3}.");
        Line();
        Line("## One film, one answer");
        Line(string.Create(CultureInfo.InvariantCulture, $"Exported file against the trained network: largest difference in probability {parity:G2}."));
        if (agreement is not null)
            Line(string.Create(CultureInfo.InvariantCulture, $"The same test film at two sizes ({agreement.Films} films): probabilities differ by {agreement.Mean:F4} on average, {agreement.Largest:F3} at most."));
        Line();
        Line("## Recipe");
        if (manifest.ParentVersion is { } parent) Line($"From the weights of version {parent}.");
        if (manifest.Teachers.Count > 0) Line(string.Create(CultureInfo.InvariantCulture, $"Taught by {string.Join(", ", manifest.Teachers)}, whose mean opinion made {recipe.TeacherShare:P0} of what was learnt, the labels the rest."));
        Line($"{recipe.HeadEpochs} epochs with a frozen backbone on cached features, then at most {recipe.Epochs} epochs unfrozen (backbone {recipe.BackboneLearningRate:G2}, head {recipe.FineTuneHeadLearningRate:G2}, warm-up and cosine, AdamW, weight decay {recipe.WeightDecay:G2}), {recipe.Loss}, label smoothing {recipe.LabelSmoothing:G2}, dropout {recipe.Dropout:G2}, batch {recipe.BatchSize}, averaged weights ({recipe.AverageDecay}), early stopping after {recipe.Patience} epochs, seed {recipe.Seed}. The whole recipe stands in `manifest.json`.");
        Line();
        Line("## Limits");
        foreach (var limit in manifest.Limits) Line($"- {limit}");
        if (manifest.Terms.Count > 0) Line("\n## Terms of the films it learnt from");
        foreach (var terms in manifest.Terms) Line($"- {terms}");
        return card.ToString();
    }

    private static void WriteGroups(StringBuilder card, IReadOnlyList<EvaluationSummary> measured)
    {
        if (measured.All(m => m.Groups.Count == 0)) return;
        card.Append("Parts of these sets:\n\n| set | part | films (pneumonia) | AUROC | sensitivity | specificity |\n|---|---|---|---|---|---|\n");
        foreach (var (set, group) in measured.SelectMany(m => m.Groups.Select(g => (m.Metrics.DataSet, g))))
            card.Append($"| {set} | {group.Column} {group.Value} | {group.Films} ({group.Positives}) | {Figure(group.Auroc)} | {Figure(group.Sensitivity)} | {Figure(group.Specificity)} |\n");
        card.Append('\n');
    }

    private static string Years(AgeGroup group) => (group.MinAgeYears, group.MaxAgeYears) switch
    {
        (null, null) => "any age",
        ({ } least, null) => $"{least:0.##} years and over",
        (null, { } most) => $"up to {most:0.##} years",
        var (least, most) => $"{least:0.##} to {most:0.##} years",
    };

    private static string Figure(MetricInterval? figure) => figure is { } m ? Interval(m) : "-";

    private static string Interval(MetricInterval m) => string.Create(CultureInfo.InvariantCulture, $"{m.Value:F3} ({m.Low:F3} to {m.High:F3})");

    private static string Number(double? value) => value is { } v ? v.ToString("F3", CultureInfo.InvariantCulture) : "-";
}
