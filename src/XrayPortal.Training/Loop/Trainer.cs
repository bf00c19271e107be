using System.Diagnostics;
using XrayPortal.Training.Data;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;
using static TorchSharp.torch;

namespace XrayPortal.Training.Loop;

/// <summary>How the learning ended.</summary>
public enum LearningOutcome
{
    Finished,

    /// <summary>Asked to stop; a checkpoint was written and the run can be resumed.</summary>
    Stopped,
}

/// <summary>
/// Freeze, then unfreeze. The head learns first on features computed once; then everything learns by the recipe's optimiser and schedule,
/// with averaged weights, early stopping on validation and checkpoints. The averaged weights of the best epoch are left in <see cref="Average"/>.
/// </summary>
internal sealed class Trainer : IDisposable
{
    private readonly Recipe recipe;
    private readonly SplitExamples split;
    private readonly BatchLoader loader;
    private readonly Predictor predictor;
    private readonly Objective objective;
    private readonly Teachers teachers;
    private readonly Validation validation;
    private readonly Checkpoints checkpoints;
    private readonly TrainerLog log;
    private readonly Network network;
    private readonly LayerGroups layers;
    private readonly TrainingStep step;
    private Progress progress = new();

    public Trainer(
        Recipe recipe, SplitExamples split, BatchLoader loader, Predictor predictor, Objective objective, Teachers teachers, Network network, Network average,
        Checkpoints checkpoints, RunLog log, Precision precision)
    {
        this.recipe = recipe;
        this.split = split;
        this.loader = loader;
        this.predictor = predictor;
        this.objective = objective;
        this.teachers = teachers;
        this.network = network;
        this.checkpoints = checkpoints;
        this.log = new TrainerLog(log, recipe, loader.StepsPerEpoch);
        validation = new Validation(recipe, split, predictor, objective);
        layers = new LayerGroups(network, recipe);
        step = new TrainingStep(network, layers, objective, recipe, precision);
        Average = average;
    }

    /// <summary>The averaged network: validated, shipped.</summary>
    public Network Average { get; }

    /// <summary>Called with the history after every validation.</summary>
    public Action<IReadOnlyList<EpochRecord>>? EpochDone { get; init; }

    public LearningOutcome Run(CancellationToken cancellationToken)
    {
        if (checkpoints.Exist) progress = checkpoints.Load(network, Average, layers.Optimiser);
        if (!progress.HeadDone) LearnHead();
        while (progress.Epoch <= recipe.Epochs && !OutOfPatience())
        {
            var outcome = LearnEpoch(cancellationToken);
            if (outcome == LearningOutcome.Stopped) return outcome;
        }

        if (File.Exists(checkpoints.Best)) Checkpoints.LoadInto(Average, checkpoints.Best);
        return LearningOutcome.Finished;
    }

    public void Dispose() => layers.Dispose();

    private bool OutOfPatience() => progress.History.Count > 0 && progress.Epoch - 1 - progress.BestEpoch >= recipe.Patience;

    private void LearnHead()
    {
        if (recipe.HeadEpochs > 0)
        {
            using var scope = NewDisposeScope();
            var features = predictor.Pooled(network, split.Train);
            var labels = tensor(split.Train.Select(f => (long)f.Label).ToArray());
            HeadPhase.Learn(network, features, labels, objective, recipe, log.HeadEpoch);
        }

        Copy(network, Average);
        progress = progress with { HeadDone = true };
        Validate("head", 0, double.NaN, double.NaN, recipe.HeadLearningRate, new EpochTime(TimeSpan.Zero, TimeSpan.Zero));
        checkpoints.Save(progress, network, Average, layers.Optimiser);
    }

    private LearningOutcome LearnEpoch(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var waited = TimeSpan.Zero;
        var firstStep = progress.Step;
        using var batches = loader.Epoch(progress.Epoch, firstStep).GetEnumerator();
        while (true)
        {
            var asked = Stopwatch.GetTimestamp();
            if (!batches.MoveNext()) break;
            waited += Stopwatch.GetElapsedTime(asked);
            var (loss, right) = Step(batches.Current);
            if (!double.IsFinite(loss)) throw new InvalidOperationException("The loss is no longer a number; lower the learning rates.");
            progress = progress with
            {
                Step = progress.Step + 1,
                LossSum = progress.LossSum + loss,
                Right = progress.Right + right,
                Seen = progress.Seen + batches.Current.Labels.Length,
            };
            log.Step(progress, loss, recipe.BackboneLearningRate * Rate(), firstStep, Stopwatch.GetElapsedTime(started));
            if (cancellationToken.IsCancellationRequested || progress.Step % recipe.CheckpointEverySteps == 0) SaveCheckpoint();
            if (cancellationToken.IsCancellationRequested) return LearningOutcome.Stopped;
        }

        var (done, rate) = (progress, recipe.BackboneLearningRate * Rate());
        progress = progress with { Epoch = done.Epoch + 1, Step = 0, LossSum = 0, Right = 0, Seen = 0 };
        Validate(
            "finetune", done.Epoch, done.LossSum / Math.Max(1, done.Step), done.Right / (double)Math.Max(1, done.Seen), rate,
            new EpochTime(Stopwatch.GetElapsedTime(started), waited));
        SaveCheckpoint();
        return LearningOutcome.Finished;
    }

    private (double Loss, long Right) Step(Batch batch)
    {
        using var scope = NewDisposeScope();
        manual_seed(unchecked((recipe.Seed * 1_000_003) + (progress.Epoch * 100_003) + progress.Step)); // dropout, the same after a resume
        var evidence = batch.Evidence is { } boxes ? tensor(boxes, [batch.Labels.Length, 1, EvidenceGrid.Side, EvidenceGrid.Side]) : null;
        var pixels = predictor.Pixels(batch);
        var taken = step.Take(predictor.Input(network, pixels), new Truth(tensor(batch.Labels), teachers.Opinion(pixels), evidence), Rate());
        MoveAverage();
        return taken;
    }

    private double Rate() => LearningRates.Factor(recipe, progress, loader.StepsPerEpoch);

    private void MoveAverage()
    {
        using var noGrad = no_grad();
        var steps = ((progress.Epoch - 1) * loader.StepsPerEpoch) + progress.Step;
        var decay = Math.Min(recipe.AverageDecay, (1.0 + steps) / (10.0 + steps)); // short at first: fresh weights should not linger
        using var share = tensor((float)(1 - decay));
        foreach (var ((_, source), (_, target)) in network.State.Zip(Average.State)) target.lerp_(source, share);
    }

    private static void Copy(Network from, Network to)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var ((_, source), (_, target)) in from.State.Zip(to.State)) target.copy_(source);
    }

    private void Validate(string phase, int epoch, double trainLoss, double trainAccuracy, double learningRate, EpochTime time)
    {
        var look = validation.Look(Average);
        var record = new EpochRecord(
            phase, epoch, trainLoss, trainAccuracy, look.Loss, look.Accuracy, look.Auroc, look.StressedAuroc, look.Score, learningRate);
        progress = progress with { History = [.. progress.History, record] };
        var better = record.Score > progress.BestScore;
        if (better)
        {
            progress = progress with { BestScore = record.Score, BestEpoch = epoch };
            SafeTensors.Write(checkpoints.Best, Average.State);
        }

        EpochDone?.Invoke(progress.History);
        log.Epoch(record, better, look.ByStratum, time);
    }

    private void SaveCheckpoint()
    {
        checkpoints.Save(progress, network, Average, layers.Optimiser);
        log.Checkpoint(progress);
    }
}
