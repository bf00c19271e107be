using System.Text.Json;
using XrayPortal.Imaging;
using XrayPortal.Inference.Calibration;
using XrayPortal.Inference.Packages;
using XrayPortal.Training.Data;
using XrayPortal.Training.Loop;
using XrayPortal.Training.Measurement;
using XrayPortal.Training.Recipes;
using static TorchSharp.torch;

namespace XrayPortal.Training.Export;

/// <summary>
/// Turns a network that tells any classes apart (digits, photographs) into a model package: ONNX, parity check, accuracy on validation and,
/// last of all, on the test part. Probabilities are not calibrated; there is no gate.
/// </summary>
internal sealed class ClassPackageMaker(RunFolder folder, RunLog log)
{
    public Result<object> Make(Lesson lesson, string digest)
    {
        var onnx = OnnxExporter.Export(lesson.Average, folder.Recipe.InputRule, temperature: 1);
        var manifest = PackageDraft.Write(folder, lesson, onnx, temperature: 1, digest) with
        {
            OperatingPoint = lesson.Objective.IsBinary ? new OperatingPoint { Threshold = 0.5, ChosenBy = "given: the likelier class" } : null,
            Population = new PopulationRule { Sentence = "Pictures like those it was trained on." },
            Limits = ["For teaching; not for films of patients.", "Its probabilities were not calibrated."],
        };
        PackageDraft.Write(folder, manifest);
        var parity = ExportParity.Measure(folder, lesson, temperature: 1);
        if (parity.IsRefused) return parity.Refusal;
        log.Write("step", new { phase = "export", parity = parity.Value, bytes = onnx.Length });

        var metrics = new List<ClassMetrics> { Measure(lesson, "validation", lesson.Split.Validation) };
        if (lesson.Split.Test.Count > 0) metrics.Add(Measure(lesson, "test", lesson.Split.Test));
        File.WriteAllText(folder.Metrics, JsonSerializer.Serialize(metrics, Recipe.Json));
        File.WriteAllText(Path.Combine(folder.Package, "card.md"), ClassCard.Write(manifest, lesson, metrics, parity.Value));
        return Result.Of<object>(metrics);
    }

    private static ClassMetrics Measure(Lesson lesson, string part, IReadOnlyList<Example> examples)
    {
        using var scope = NewDisposeScope();
        var scores = lesson.Predictor.Scores(lesson.Average, examples);
        var called = lesson.Objective.Called(scores).data<long>().Select(c => (int)c).ToArray();
        return ClassMetrics.Of(part, [.. examples.Select(e => e.Label)], called, lesson.Set.Classes.Count, lesson.Objective.Measure(scores, examples).Loss);
    }
}
