using XrayPortal.Training.Recipes;

namespace XrayPortal.Training.Loop;

/// <param name="Waited">How long the trainer stood still for its next batch.</param>
internal readonly record struct EpochTime(TimeSpan Took, TimeSpan Waited);

/// <summary>What the trainer says of its steps and epochs.</summary>
internal sealed class TrainerLog(RunLog log, Recipe recipe, int stepsPerEpoch)
{
    private const int EverySteps = 10;

    public void HeadEpoch(int epoch, double loss) => log.Write(
        "step", new { phase = "head", epoch, epochs = recipe.HeadEpochs, step = epoch, steps = recipe.HeadEpochs, loss = Math.Round(loss, 5) });

    public void Step(Progress progress, double loss, double learningRate, int firstStep, TimeSpan elapsed)
    {
        if (progress.Step % EverySteps != 0 && progress.Step != stepsPerEpoch) return;
        var perStep = elapsed.TotalSeconds / (progress.Step - firstStep);
        var left = ((recipe.Epochs - progress.Epoch) * stepsPerEpoch) + stepsPerEpoch - progress.Step;
        log.Write("step", new
        {
            phase = "finetune",
            epoch = progress.Epoch,
            epochs = recipe.Epochs,
            step = progress.Step,
            steps = stepsPerEpoch,
            loss = Math.Round(loss, 5),
            learningRate,
            imagesPerSecond = Math.Round(recipe.BatchSize / perStep, 1),
            etaSeconds = Math.Round(left * perStep),
        });
    }

    public void Epoch(EpochRecord record, bool best, IReadOnlyDictionary<string, double>? aurocByStratum, EpochTime time) => log.Write("epoch", new
    {
        record.Phase,
        record.Epoch,
        epochs = recipe.Epochs,
        record.TrainLoss,
        record.TrainAccuracy,
        record.ValidationLoss,
        record.ValidationAccuracy,
        record.ValidationAuroc,
        record.StressedAuroc,
        aurocByStratum,
        record.Score,
        best,
        record.LearningRate,
        seconds = Math.Round(time.Took.TotalSeconds, 1),
        idleShare = time.Took == TimeSpan.Zero ? 0 : Math.Round(time.Waited / time.Took, 4),
    });

    public void Checkpoint(Progress progress) => log.Write("checkpoint", new { epoch = progress.Epoch, step = progress.Step });
}
