using System.Text.Json;
using XrayPortal.Imaging;
using XrayPortal.Training.Data;
using XrayPortal.Training.Recipes;

namespace XrayPortal.Training.Loop;

/// <summary>What a fold reached at its best epoch.</summary>
internal sealed record FoldResult(int Fold, int Train, int Validation, EpochRecord Best);

/// <summary>
/// K runs by patient, each validating on another part: how far a recipe's figures move with the split. No package is made and the test part
/// is not read. A resumed run keeps the folds that were finished.
/// </summary>
internal sealed class CrossValidation(RunFolder folder, RunLog log)
{
    public Result<LearningOutcome> Run(LearningSet set, CancellationToken cancellationToken)
    {
        var splits = PatientSplit.Folds(set.Examples, folder.Arguments.Folds, folder.Recipe.Seed);
        if (splits.IsRefused) return splits.Refusal;
        var results = new List<FoldResult>();
        foreach (var (split, number) in splits.Value.Select((s, i) => (s, i + 1)))
        {
            var own = Directory.CreateDirectory(Path.Combine(folder.Root, $"fold-{number}")).FullName;
            var done = Path.Combine(own, "fold.json");
            if (!File.Exists(done))
            {
                var ended = Learn(set, split, number, own, done, cancellationToken);
                if (ended.IsRefused || ended.Value == LearningOutcome.Stopped) return ended;
            }

            results.Add(JsonSerializer.Deserialize<FoldResult>(File.ReadAllText(done), Checkpoints.Json)!);
        }

        var summary = new { folds = results, score = Spread(r => r.Best.Score), accuracy = Spread(r => r.Best.ValidationAccuracy), loss = Spread(r => r.Best.ValidationLoss) };
        File.WriteAllText(folder.Metrics, JsonSerializer.Serialize(summary, Checkpoints.Json));
        log.Write("end", new { outcome = "done", metrics = JsonSerializer.SerializeToNode(summary, Checkpoints.Json) });
        return LearningOutcome.Finished;

        object Spread(Func<FoldResult, double> figure)
        {
            var values = results.Select(figure).ToArray();
            var mean = values.Average();
            return new { mean, deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1)) };
        }
    }

    private Result<LearningOutcome> Learn(LearningSet set, SplitExamples split, int number, string own, string done, CancellationToken cancellationToken)
    {
        var prepared = Lesson.Prepare(folder.Recipe, set, split);
        if (prepared.IsRefused) return prepared.Refusal;
        using var lesson = prepared.Value;
        EpochRecord? best = null;
        void EpochDone(IReadOnlyList<EpochRecord> history)
        {
            CurvesPlot.Write(Path.Combine(own, "curves.svg"), history, folder.StartsKnowing);
            best = history.MaxBy(e => e.Score);
        }

        var checkpoints = new Checkpoints(Directory.CreateDirectory(Path.Combine(own, "checkpoints")).FullName);
        log.Write("step", new { phase = "fold", step = number, steps = folder.Arguments.Folds });
        var ended = lesson.Learn(folder.Arguments, checkpoints, log, EpochDone, cancellationToken);
        if (ended.IsRefused || ended.Value == LearningOutcome.Stopped)
        {
            if (!ended.IsRefused) log.Write("end", new { outcome = "stopped", message = "Stopped on request; the run can be resumed." });
            return ended;
        }

        best ??= checkpoints.ReadProgress().History.MaxBy(e => e.Score)!; // killed between its last epoch and its result
        File.WriteAllText(done, JsonSerializer.Serialize(new FoldResult(number, lesson.Split.Train.Count, lesson.Split.Validation.Count, best), Checkpoints.Json));
        return ended;
    }
}
