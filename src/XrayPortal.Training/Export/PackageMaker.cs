using System.Text.Json;
using XrayPortal.Imaging;
using XrayPortal.Inference.Evaluation;
using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Scoring;
using XrayPortal.Training.Data;
using XrayPortal.Training.Gate;
using XrayPortal.Training.Loop;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;
using static TorchSharp.torch;
using Device = XrayPortal.Inference.Scoring.Device;

namespace XrayPortal.Training.Export;

/// <summary>
/// Turns a trained network into a model package: temperature and operating point from validation, gate statistics, ONNX,
/// parity check, and last of all one reading of the test part.
/// </summary>
internal sealed class PackageMaker(RunFolder folder, RunLog log)
{
    public Result<object> Make(Lesson lesson, string digest)
    {
        var (recipe, network, predictor, split) = (folder.Recipe, lesson.Average, lesson.Predictor, lesson.Split);
        var rule = Population();
        var films = split.Validation;
        // As they are and under stress; the plain ones alone are so easy that many thresholds part them.
        var calibration = OperatingPointChoice.Choose([.. predictor.Logits(network, films), .. predictor.StressedLogits(network, films)], [.. films, .. films], rule.Groups);
        if (calibration.IsRefused) return calibration.Refusal;
        var (temperature, point, groups, leftOut) = calibration.Value;
        if (leftOut.Count > 0) log.Write("warning", new { message = $"No validation films of both classes stand for {string.Join(", ", leftOut)}; the package does not serve them." });
        var onnx = OnnxExporter.Export(network, recipe.InputRule, temperature);
        var manifest = PackageDraft.Write(folder, lesson, onnx, temperature, digest) with
        {
            OperatingPoint = point,
            Population = rule with { Groups = groups },
            Gate = FitGate(network, predictor, split),
            Limits = [.. ModelCard.Limits(split), .. leftOut.Select(name => $"It does not serve {name}, whatever its population says: no films of both classes validated it there.")],
            Terms = Terms(),
        };
        PackageDraft.Write(folder, manifest);
        var parity = ExportParity.Measure(folder, lesson, temperature);
        if (parity.IsRefused) return parity.Refusal;
        log.Write("step", new { phase = "export", temperature, threshold = point.Threshold, groups = groups.Select(g => new { g.Name, g.OperatingPoint!.Threshold }), parity = parity.Value, bytes = onnx.Length });

        var measured = Measure(split, groups);
        if (measured.IsRefused) return measured.Refusal;
        var metrics = measured.Value.Select(r => r.Metrics).ToArray();
        manifest = manifest with { Metrics = metrics };
        PackageDraft.Write(folder, manifest);
        File.WriteAllText(Path.Combine(folder.Package, "card.md"), ModelCard.Write(manifest, split, measured.Value, parity.Value, Agreement(split), recipe));
        File.WriteAllText(folder.Metrics, JsonSerializer.Serialize(metrics, Recipe.Json));
        return Result.Of<object>(metrics);
    }

    private static EmbeddingGate FitGate(Network network, Predictor predictor, SplitExamples split)
    {
        using var scope = NewDisposeScope();
        // The stressed training films widen the reference: another machine's film should pass, a photograph should not.
        var reference = cat([predictor.Embeddings(network, AtAllSizes(split.Train)), predictor.StressedEmbeddings(network, split.Train)]);
        return GateFitting.Fit(
            network.Graph.Head.InFeatures, reference,
            predictor.Embeddings(network, AtAllSizes(split.Validation)), predictor.StressedEmbeddings(network, split.Validation));
    }

    // A film that was stored larger or by another encoder lies elsewhere among the embeddings, and is the same film.
    private static Example[] AtAllSizes(IReadOnlyList<Example> films) =>
        [.. films, .. films.Where(f => f.Alternate is not null).Select(f => f with { File = f.Alternate! })];

    private PopulationRule Population() =>
        folder.Arguments.Population ?? folder.Parent?.Population ?? new PopulationRule { Sentence = "Films like those it was trained on; no ages or views were stated." };

    /// <summary>Weights that begin at a parent's, or follow teachers, owe what those owed.</summary>
    private IReadOnlyList<string> Terms() =>
        [.. (folder.Parent?.Terms ?? []).Concat(folder.Teachers.SelectMany(t => t.Terms)).Concat(folder.Arguments.Terms ?? []).Distinct(StringComparer.Ordinal)];

    private Result<IReadOnlyList<EvaluationSummary>> Measure(SplitExamples split, IReadOnlyList<AgeGroup> groups)
    {
        using var scorer = FilmScorer.Load(Open(), Device.Cpu).Value;
        var rows = new List<EvaluationSummary>();
        foreach (var (part, films) in new[] { ("validation", split.Validation), ("test", split.Test) })
        {
            var populations = films.GroupBy(f => f.Population, StringComparer.Ordinal).ToArray();
            foreach (var population in populations)
            {
                var name = populations.Length == 1 ? part : $"{part} {population.Key}";
                if (population.Select(f => f.Label).Distinct().Count() == 1)
                {
                    log.Write("warning", new { message = $"{name} has films of one class only; it gets no row of its own." });
                    continue;
                }

                LabelledFilm[] own = [.. population.Select(f => f.Film!)];
                var options = new EvaluationOptions
                {
                    Seed = (int)folder.Recipe.Seed,
                    AgeGroup = groups.FirstOrDefault(g => g.Sources.Contains(population.Key, StringComparer.Ordinal))?.Name,
                    By = [.. (folder.Arguments.By ?? []).Where(column => FilmColumns.Holds(own, column))],
                };
                var report = Evaluator.Evaluate(scorer, LabelledSet.Of(name, own), options, progress: null, CancellationToken.None);
                if (report.IsRefused) return report.Refusal;
                report.Value.WriteTo(Path.Combine(folder.Root, "evaluation", name));
                rows.Add(report.Value.Summary);
            }
        }

        return Result.Of<IReadOnlyList<EvaluationSummary>>(rows);
    }

    private FilmAgreement? Agreement(SplitExamples split)
    {
        using var scorer = FilmScorer.Load(Open(), Device.Cpu).Value;
        return FilmAgreement.Measure(scorer, split.Test.Count > 0 ? split.Test : split.Validation);
    }

    private ModelPackage Open() => ModelPackage.Open(folder.Package).Value;
}
