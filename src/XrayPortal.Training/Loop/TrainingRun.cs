using System.Text.Json;
using TorchSharp;
using XrayPortal.Imaging;
using XrayPortal.Training.Data;
using XrayPortal.Training.Devices;
using XrayPortal.Training.Export;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;

namespace XrayPortal.Training.Loop;

/// <summary>One run from films to package: split, learn, calibrate, export, check, and read the test part once at the end.</summary>
internal sealed class TrainingRun(RunFolder folder, RunLog log)
{
    /// <param name="learn">False: no learning, the package is made again from the best checkpoint.</param>
    /// <returns>How it ended; a stopped run can be resumed.</returns>
    public Result<LearningOutcome> Run(bool learn, CancellationToken cancellationToken)
    {
        var recipe = folder.Recipe;
        var set = TrainingSet.Open(new SetSources([folder.Arguments.Data, .. folder.Arguments.Joined ?? []], folder.Arguments.Extra, recipe.Balance));
        if (set.IsRefused) return set.Refusal;
        var carved = PatientSplit.Carve(set.Value.Films, recipe.ValidationShare, recipe.Seed);
        if (carved.IsRefused) return carved.Refusal;
        var split = Limit(carved.Value, recipe);
        var cache = FilmCache.Load(FilesToLearnFrom(split), recipe.InputSide, Environment.ProcessorCount);
        if (cache.IsRefused) return cache.Refusal;
        var digest = TrainingSet.Digest(split);
        TrainingSet.Write(folder.Data, split, digest, SetRoot());

        var graph = NetworkCatalogue.GetForFilms(recipe.Network, recipe.Dropout);
        if (graph.IsRefused) return graph.Refusal;
        var checkpoints = new Checkpoints(folder.CheckpointFolder);
        using var network = new Network(graph.Value, recipe.Seed);
        using var average = new Network(graph.Value, recipe.Seed);
        if (!learn && !File.Exists(checkpoints.Best))
            return new Refusal("train.no-checkpoint", RefusalKind.NotFound, "The run has no checkpoint yet. Go on with it first: train --resume FOLDER.");
        var started = !learn ? "the best checkpoint" : StartingWeights.Load(network, recipe, folder.Arguments.Parent);
        if (started.IsRefused) return started.Refusal;
        var precision = TorchReadiness.HasBFloat16() ? Precision.BFloat16 : Precision.Float32;
        LogStart(split, digest, started.Value, precision);

        var loader = new BatchLoader(cache.Value, split.Train, recipe);
        var predictor = new Predictor(loader, recipe);
        using var trainer = new Trainer(recipe, split, loader, predictor, network, average, checkpoints, log, precision)
        {
            EpochDone = history => File.WriteAllText(folder.Curves, CurvesPlot.Draw(history)),
        };
        if (!learn)
        {
            Checkpoints.LoadInto(average, checkpoints.Best);
        }
        else if (trainer.Run(cancellationToken) == LearningOutcome.Stopped)
        {
            log.Write("end", new { outcome = "stopped", message = "Stopped on request; the run can be resumed." });
            return LearningOutcome.Stopped;
        }

        var release = new PackageMaker(folder, log).Make(average, predictor, split, digest);
        if (release.IsRefused) return release.Refusal;
        log.Write("end", new { outcome = "done", package = folder.Package, metrics = JsonSerializer.SerializeToNode(release.Value, Recipe.Json) });
        return LearningOutcome.Finished;
    }

    private string SetRoot() => Directory.Exists(folder.Arguments.Data) ? folder.Arguments.Data : Path.GetDirectoryName(folder.Arguments.Data)!;

    private static IEnumerable<string> FilesToLearnFrom(SplitFilms split) =>
        split.Train.Concat(split.Validation).SelectMany(f => new[] { f.File, f.Alternate }).OfType<string>();

    /// <summary>A quick trial takes a seeded draw of patients from the training part.</summary>
    private static SplitFilms Limit(SplitFilms split, Recipe recipe)
    {
        if (recipe.MaxFilms == 0 || split.Train.Count <= recipe.MaxFilms) return split;
        var films = split.Train.OrderBy(f => f.File, StringComparer.Ordinal).ToArray();
        new Random((int)(recipe.Seed % int.MaxValue)).Shuffle(films);
        return split with { Train = films[..recipe.MaxFilms] };
    }

    private void LogStart(SplitFilms split, string digest, string weights, Precision precision)
    {
        static object Count(IReadOnlyList<TrainingFilm> films) => new
        {
            films = films.Count,
            positives = films.Count(f => f.Label == 1),
            patients = films.Select(f => f.Patient).Distinct(StringComparer.Ordinal).Count(),
        };
        log.Write("start", new
        {
            recipe = JsonSerializer.SerializeToNode(folder.Recipe, Recipe.Json),
            weights,
            dataDigest = digest,
            train = Count(split.Train),
            validation = Count(split.Validation),
            test = Count(split.Test),
            patientOverlap = PatientSplit.Overlap(split).Count,
            device = "cpu",
            threads = torch.get_num_threads(),
            precision = precision.ToString(),
            processId = Environment.ProcessId,
        });
    }
}
