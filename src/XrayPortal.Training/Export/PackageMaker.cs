using System.Text.Json;
using XrayPortal.Imaging;
using XrayPortal.Inference.Calibration;
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
    private const int ParityFilms = 50;

    public Result<object> Make(Lesson lesson, string digest)
    {
        var (recipe, network, predictor, split) = (folder.Recipe, lesson.Average, lesson.Predictor, lesson.Split);
        var calibration = Calibrate(network, predictor, split.Validation);
        if (calibration.IsRefused) return calibration.Refusal;
        var (temperature, point) = calibration.Value;
        var onnx = OnnxExporter.Export(network, recipe.InputRule, temperature);
        var manifest = PackageDraft.Write(folder, lesson, onnx, temperature, digest) with
        {
            OperatingPoint = point,
            Population = Population(),
            Gate = FitGate(network, predictor, split),
            Limits = ModelCard.Limits(split),
        };
        PackageDraft.Write(folder, manifest);
        var parity = Parity(network, predictor, split.Validation);
        if (parity.IsRefused) return parity.Refusal;
        log.Write("step", new { phase = "export", temperature, threshold = point.Threshold, parity = parity.Value, bytes = onnx.Length });

        var measured = Measure(split);
        if (measured.IsRefused) return measured.Refusal;
        manifest = manifest with { Metrics = measured.Value };
        PackageDraft.Write(folder, manifest);
        File.WriteAllText(Path.Combine(folder.Package, "card.md"), ModelCard.Write(manifest, split, parity.Value, Agreement(split), recipe));
        File.WriteAllText(folder.Metrics, JsonSerializer.Serialize(measured.Value, Recipe.Json));
        return Result.Of<object>(measured.Value);
    }

    /// <summary>Validation films as they are and under stress; the plain ones alone are so easy that many thresholds part them.</summary>
    private static Result<(double Temperature, OperatingPoint Point)> Calibrate(Network network, Predictor predictor, IReadOnlyList<Example> films)
    {
        double[] logits = [.. predictor.Logits(network, films), .. predictor.StressedLogits(network, films)];
        int[] labels = [.. films.Select(f => f.Label), .. films.Select(f => f.Label)];
        string[] patients = [.. films.Select(f => f.Patient), .. films.Select(f => f.Patient)];
        var temperature = TemperatureScaling.Fit(logits, labels);
        if (temperature.IsRefused) return temperature.Refusal;
        var point = OperatingPoints.CrossValidated(logits, labels, patients);
        return point.IsRefused ? point.Refusal : (temperature.Value, point.Value);
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

    private PopulationRule Population() => folder.Arguments.Population is { } file
        ? JsonSerializer.Deserialize<PopulationRule>(File.ReadAllText(file), Recipe.Json)!
        : new PopulationRule { Sentence = "Films like those it was trained on; no ages or views were stated." };

    private Result<double> Parity(Network network, Predictor predictor, IReadOnlyList<Example> films)
    {
        using var scorer = FilmScorer.Load(Open(), Device.Cpu).Value;
        var some = films.Take(ParityFilms).ToArray();
        var trained = predictor.Logits(network, some);
        var worst = 0.0;
        for (var i = 0; i < some.Length; i++)
        {
            var run = scorer.Run(PictureFiles.Film(some[i].File).Value.Image);
            worst = Math.Max(worst, Math.Abs(Sigmoid(run.Logit) - Sigmoid(trained[i])));
        }

        return PackageDraft.CheckParity(worst);
    }

    private Result<IReadOnlyList<PopulationMetrics>> Measure(SplitExamples split)
    {
        using var scorer = FilmScorer.Load(Open(), Device.Cpu).Value;
        var rows = new List<PopulationMetrics>();
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

                var set = LabelledSet.Of(name, population.Select(f => new LabelledFilm { File = f.File, Label = f.Label, Patient = f.Patient }));
                var report = Evaluator.Evaluate(scorer, set, new EvaluationOptions { Seed = (int)folder.Recipe.Seed }, progress: null, CancellationToken.None);
                if (report.IsRefused) return report.Refusal;
                report.Value.WriteTo(Path.Combine(folder.Root, "evaluation", name));
                rows.Add(report.Value.Metrics);
            }
        }

        return Result.Of<IReadOnlyList<PopulationMetrics>>(rows);
    }

    private FilmAgreement? Agreement(SplitExamples split)
    {
        using var scorer = FilmScorer.Load(Open(), Device.Cpu).Value;
        return FilmAgreement.Measure(scorer, split.Test.Count > 0 ? split.Test : split.Validation);
    }

    private ModelPackage Open() => ModelPackage.Open(folder.Package).Value;

    private static double Sigmoid(double logit) => 1 / (1 + Math.Exp(-logit));
}
