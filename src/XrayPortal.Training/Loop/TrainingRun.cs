using System.Text.Json;
using XrayPortal.Imaging;
using XrayPortal.Training.Data;
using XrayPortal.Training.Export;
using XrayPortal.Training.Recipes;

namespace XrayPortal.Training.Loop;

/// <summary>One run from pictures to package: split, learn, calibrate, export, check, and read the test part once at the end.</summary>
internal sealed class TrainingRun(RunFolder folder, RunLog log)
{
    /// <param name="learn">False: no learning, the package is made again from the best checkpoint.</param>
    /// <param name="keepTest">True: the test part is left unread.</param>
    /// <returns>How it ended; a stopped run can be resumed.</returns>
    public Result<LearningOutcome> Run(bool learn, bool keepTest, CancellationToken cancellationToken)
    {
        var recipe = folder.Recipe;
        var set = LearningSet.Open(folder.Sources);
        if (set.IsRefused) return set.Refusal;
        if (learn && folder.Arguments.Folds > 1) return new CrossValidation(folder, log).Run(set.Value, cancellationToken);
        var carved = PatientSplit.Carve(set.Value.Examples, recipe.ValidationShare, recipe.Seed, recipe.TestShare);
        if (carved.IsRefused) return carved.Refusal;
        var checkpoints = new Checkpoints(folder.CheckpointFolder);
        if (!learn && !File.Exists(checkpoints.Best))
            return new Refusal("train.no-checkpoint", RefusalKind.NotFound, "The run has no checkpoint yet. Go on with it first: train --resume FOLDER.");
        var prepared = Lesson.Prepare(recipe, set.Value, keepTest ? carved.Value with { Test = [] } : carved.Value);
        if (prepared.IsRefused) return prepared.Refusal;
        using var lesson = prepared.Value;
        var whole = lesson.Split with { Test = carved.Value.Test };
        var digest = set.Value.Digest(whole);
        set.Value.Write(folder.Data, whole, digest, folder.SetRoot);

        if (!learn)
        {
            Checkpoints.LoadInto(lesson.Average, checkpoints.Best);
        }
        else
        {
            var ended = lesson.Learn(folder.Arguments, checkpoints, log, history => CurvesPlot.Write(folder.Curves, history, folder.StartsKnowing), cancellationToken);
            if (ended.IsRefused) return ended.Refusal;
            if (ended.Value == LearningOutcome.Stopped)
            {
                log.Write("end", new { outcome = "stopped", message = "Stopped on request; the run can be resumed." });
                return LearningOutcome.Stopped;
            }
        }

        var metrics = lesson.IsOfFilms ? new PackageMaker(folder, log).Make(lesson, digest) : new ClassPackageMaker(folder, log).Make(lesson, digest);
        if (metrics.IsRefused) return metrics.Refusal;
        log.Write("end", new { outcome = "done", package = folder.Package, metrics = JsonSerializer.SerializeToNode(metrics.Value, Recipe.Json) });
        return LearningOutcome.Finished;
    }
}
