using System.Text.Json;
using TorchSharp;
using XrayPortal.Imaging;
using XrayPortal.Training.Data;
using XrayPortal.Training.Recipes;

namespace XrayPortal.Training.Loop;

/// <summary>How well a network tells more than two classes apart on one part.</summary>
/// <param name="Confusion">Row = true class, column = what it was called.</param>
internal sealed record ClassMetrics(string Part, int Pictures, int Right, double Accuracy, double Loss, int[][] Confusion);

/// <summary>Measures a run of more than two classes and keeps its weights.</summary>
internal sealed class ClassReport(RunFolder folder)
{
    public Result<object> Make(Lesson lesson)
    {
        Directory.CreateDirectory(folder.Package);
        SafeTensors.Write(Path.Combine(folder.Package, StartingWeights.PackageFile), lesson.Average.State);
        var metrics = new List<ClassMetrics> { Measure(lesson, "validation", lesson.Split.Validation) };
        if (lesson.Split.Test.Count > 0) metrics.Add(Measure(lesson, "test", lesson.Split.Test));
        File.WriteAllText(folder.Metrics, JsonSerializer.Serialize(metrics, Recipe.Json));
        return Result.Of<object>(metrics);
    }

    private static ClassMetrics Measure(Lesson lesson, string part, IReadOnlyList<Example> examples)
    {
        using var scope = torch.NewDisposeScope();
        var scores = lesson.Predictor.Scores(lesson.Average, examples);
        var (loss, accuracy) = lesson.Objective.Measure(scores, examples);
        var confusion = lesson.Set.Classes.Select(_ => new int[lesson.Set.Classes.Count]).ToArray();
        foreach (var (example, called) in examples.Zip(lesson.Objective.Called(scores).data<long>())) confusion[example.Label][called]++;
        return new ClassMetrics(part, examples.Count, confusion.Select((row, i) => row[i]).Sum(), accuracy, loss, confusion);
    }
}
