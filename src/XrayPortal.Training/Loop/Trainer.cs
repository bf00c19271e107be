using System.Diagnostics;
using TorchSharp;
using TorchSharp.Modules;
using XrayPortal.Inference.Metrics;
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
/// Freeze, then unfreeze. The head learns first on features computed once; then everything learns, with warm-up, cosine
/// schedule, averaged weights, early stopping on validation and checkpoints. The averaged weights of the best epoch are
/// left in <see cref="Average"/>.
/// </summary>
internal sealed class Trainer : IDisposable
{
    private const double WarmUpShare = 0.05;
    private const int LogEverySteps = 10;

    private readonly Recipe recipe;
    private readonly BatchLoader loader;
    private readonly Predictor predictor;
    private readonly SplitFilms split;
    private readonly Checkpoints checkpoints;
    private readonly RunLog log;
    private readonly Network network;
    private readonly AdamW optimiser;
    private readonly AdamW.ParamGroup backboneGroup;
    private readonly AdamW.ParamGroup headGroup;
    private readonly float[] classWeights;
    private readonly Precision precision;
    private Progress progress = new();

    public Trainer(Recipe recipe, SplitFilms split, BatchLoader loader, Predictor predictor, Network network, Network average, Checkpoints checkpoints, RunLog log, Precision precision)
    {
        this.recipe = recipe;
        this.split = split;
        this.loader = loader;
        this.predictor = predictor;
        this.network = network;
        this.checkpoints = checkpoints;
        this.log = log;
        this.precision = precision;
        Average = average;
        backboneGroup = new AdamW.ParamGroup(network.BackboneParameters, recipe.BackboneLearningRate, 0.9, 0.999, 1e-8, recipe.WeightDecay);
        headGroup = new AdamW.ParamGroup(network.HeadParameters, recipe.FineTuneHeadLearningRate, 0.9, 0.999, 1e-8, recipe.WeightDecay);
        optimiser = optim.AdamW([backboneGroup, headGroup], recipe.BackboneLearningRate);
        classWeights = recipe.Balance is null ? WeightsByClass(split.Train) : [1, 1];
    }

    /// <summary>The averaged network: validated, shipped.</summary>
    public Network Average { get; }

    /// <summary>Called with the history after every validation.</summary>
    public Action<IReadOnlyList<EpochRecord>>? EpochDone { get; init; }

    public Progress Progress => progress;

    public LearningOutcome Run(CancellationToken cancellationToken)
    {
        if (checkpoints.Exist) progress = checkpoints.Load(network, Average, optimiser);
        if (!progress.HeadDone) LearnHead();
        while (progress.Epoch <= recipe.Epochs && !OutOfPatience())
        {
            var outcome = LearnEpoch(cancellationToken);
            if (outcome == LearningOutcome.Stopped) return outcome;
        }

        if (File.Exists(checkpoints.Best)) Checkpoints.LoadInto(Average, checkpoints.Best);
        return LearningOutcome.Finished;
    }

    public void Dispose() => optimiser.Dispose();

    private bool OutOfPatience() => progress.History.Count > 0 && progress.Epoch - 1 - progress.BestEpoch >= recipe.Patience;

    private void LearnHead()
    {
        if (recipe.HeadEpochs > 0)
        {
            using var scope = NewDisposeScope();
            var features = predictor.Pooled(network, split.Train);
            var labels = tensor(split.Train.Select(f => (float)f.Label).ToArray()).reshape(-1, 1);
            using var head = optim.AdamW(network.HeadParameters, recipe.HeadLearningRate, weight_decay: recipe.WeightDecay);
            for (var epoch = 1; epoch <= recipe.HeadEpochs; epoch++)
            {
                using var inner = NewDisposeScope();
                var loss = zeros(1);
                manual_seed(recipe.Seed + epoch);
                foreach (var rows in randperm(features.shape[0]).split(256))
                {
                    var logit = nn.functional.linear(features.index_select(0, rows), network.HeadWeight, network.HeadBias);
                    loss = Loss(logit, labels.index_select(0, rows));
                    head.zero_grad();
                    loss.backward();
                    head.step();
                }

                if (epoch % 10 == 0 || epoch == recipe.HeadEpochs)
                    log.Write("step", new { phase = "head", epoch, epochs = recipe.HeadEpochs, step = epoch, steps = recipe.HeadEpochs, loss = Math.Round(loss.item<float>(), 5) });
            }
        }

        Copy(network, Average);
        progress = progress with { HeadDone = true };
        Validate("head", 0, double.NaN, recipe.HeadLearningRate, TimeSpan.Zero);
        checkpoints.Save(progress, network, Average, optimiser);
    }

    private LearningOutcome LearnEpoch(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var firstStep = progress.Step;
        foreach (var batch in loader.Epoch(progress.Epoch, firstStep))
        {
            var loss = Step(batch);
            progress = progress with { Step = progress.Step + 1, LossSum = progress.LossSum + loss };
            if (!double.IsFinite(loss)) throw new InvalidOperationException("The loss is no longer a number; lower the learning rates.");
            LogStep(loss, firstStep, watch.Elapsed);
            if (cancellationToken.IsCancellationRequested || progress.Step % recipe.CheckpointEverySteps == 0) SaveCheckpoint();
            if (cancellationToken.IsCancellationRequested) return LearningOutcome.Stopped;
        }

        var done = progress.Epoch;
        var trainLoss = progress.LossSum / Math.Max(1, progress.Step);
        progress = progress with { Epoch = done + 1, Step = 0, LossSum = 0 };
        Validate("finetune", done, trainLoss, backboneGroup.LearningRate, watch.Elapsed);
        SaveCheckpoint();
        return LearningOutcome.Finished;
    }

    private double Step(Batch batch)
    {
        using var scope = NewDisposeScope();
        var total = (double)loader.StepsPerEpoch * recipe.Epochs;
        var at = (((progress.Epoch - 1) * loader.StepsPerEpoch) + progress.Step) / total;
        backboneGroup.LearningRate = recipe.BackboneLearningRate * Schedule(at);
        headGroup.LearningRate = recipe.FineTuneHeadLearningRate * Schedule(at);
        manual_seed(unchecked((recipe.Seed * 1_000_003) + (progress.Epoch * 100_003) + progress.Step)); // dropout, the same after a resume
        var pass = network.Forward(predictor.Input(network, batch), training: true, precision);
        var loss = Loss(pass.Logit, tensor(batch.Labels).reshape(-1, 1));
        optimiser.zero_grad();
        loss.backward();
        nn.utils.clip_grad_norm_(network.Parameters.Values, recipe.ClipGradientNorm, 2);
        optimiser.step();
        MoveAverage();
        return loss.item<float>();
    }

    private static float[] WeightsByClass(IReadOnlyList<TrainingFilm> films)
    {
        double positives = films.Count(f => f.Label == 1), count = films.Count;
        return [(float)(count / (2 * (count - positives))), (float)(count / (2 * positives))];
    }

    /// <summary>Linear warm-up over the first 5 %, then a cosine to 1 %.</summary>
    private static double Schedule(double at) => at < WarmUpShare
        ? Math.Max(at, 1e-3) / WarmUpShare
        : 0.01 + (0.99 * 0.5 * (1 + Math.Cos(Math.PI * (at - WarmUpShare) / (1 - WarmUpShare))));

    private Tensor Loss(Tensor logit, Tensor label)
    {
        var weight = (label * (classWeights[1] - classWeights[0])) + classWeights[0];
        var target = (label * (1 - recipe.LabelSmoothing)) + (0.5 * recipe.LabelSmoothing);
        var each = nn.functional.binary_cross_entropy_with_logits(logit, target, reduction: nn.Reduction.None);
        if (recipe.Loss == LossKind.Focal)
        {
            var right = (sigmoid(logit) * label) + (sigmoid(-logit) * (1 - label));
            each *= (1 - right).pow(2);
        }

        return (each * weight).mean();
    }

    private void MoveAverage()
    {
        using var noGrad = no_grad();
        var steps = ((progress.Epoch - 1) * loader.StepsPerEpoch) + progress.Step;
        var decay = Math.Min(recipe.AverageDecay, (1.0 + steps) / (10.0 + steps)); // short at first: fresh weights should not linger
        foreach (var ((_, source), (_, target)) in network.State.Zip(Average.State)) target.lerp_(source, 1 - decay);
    }

    private static void Copy(Network from, Network to)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var ((_, source), (_, target)) in from.State.Zip(to.State)) target.copy_(source);
    }

    private void Validate(string phase, int epoch, double trainLoss, double learningRate, TimeSpan took)
    {
        var labels = split.Validation.Select(f => f.Label).ToArray();
        var plain = predictor.Logits(Average, split.Validation);
        var stressed = predictor.StressedLogits(Average, split.Validation);
        var byStratum = AurocByStratum(plain);
        var auroc = MeanAuroc(byStratum);
        var stressedAuroc = MeanAuroc(AurocByStratum(stressed));
        var loss = labels.Zip(plain).Average(p => Math.Log(1 + Math.Exp(p.First == 1 ? -p.Second : p.Second)));
        var record = new EpochRecord(phase, epoch, trainLoss, loss, auroc, stressedAuroc, (auroc + stressedAuroc) / 2, learningRate);
        progress = progress with { History = [.. progress.History, record] };
        var better = record.Score > progress.BestScore;
        if (better)
        {
            progress = progress with { BestScore = record.Score, BestEpoch = epoch };
            SafeTensors.Write(checkpoints.Best, Average.State);
        }

        EpochDone?.Invoke(progress.History);
        log.Write("epoch", new
        {
            phase,
            epoch,
            epochs = recipe.Epochs,
            trainLoss,
            validationLoss = loss,
            validationAuroc = auroc,
            aurocByStratum = recipe.Balance is null ? null : byStratum,
            stressedAuroc,
            score = record.Score,
            best = better,
            learningRate,
            seconds = Math.Round(took.TotalSeconds, 1),
        });
    }

    /// <summary>
    /// Strata count as they are drawn. Taken together, films of a hospital with many positives would beat those of another for
    /// where they come from.
    /// </summary>
    private double MeanAuroc(Dictionary<string, double> byStratum)
    {
        var shares = DrawOrder.Shares(split.Train);
        return byStratum.Sum(s => shares[s.Key] * s.Value) / byStratum.Sum(s => shares[s.Key]);
    }

    /// <summary>Strata whose validation films are of one class are left out.</summary>
    private Dictionary<string, double> AurocByStratum(double[] logits) => split.Validation.Zip(logits)
        .GroupBy(v => v.First.Stratum, StringComparer.Ordinal)
        .Select(s => (Stratum: s.Key, Auroc: Auroc.Of([.. s.Select(v => v.Second)], [.. s.Select(v => v.First.Label)])))
        .Where(s => !s.Auroc.IsRefused)
        .ToDictionary(s => s.Stratum, s => s.Auroc.Value, StringComparer.Ordinal);

    private void SaveCheckpoint()
    {
        checkpoints.Save(progress, network, Average, optimiser);
        log.Write("checkpoint", new { epoch = progress.Epoch, step = progress.Step });
    }

    private void LogStep(double loss, int firstStep, TimeSpan elapsed)
    {
        if (progress.Step % LogEverySteps != 0 && progress.Step != loader.StepsPerEpoch) return;
        var perStep = elapsed.TotalSeconds / (progress.Step - firstStep);
        var left = ((recipe.Epochs - progress.Epoch) * loader.StepsPerEpoch) + loader.StepsPerEpoch - progress.Step;
        log.Write("step", new
        {
            phase = "finetune",
            epoch = progress.Epoch,
            epochs = recipe.Epochs,
            step = progress.Step,
            steps = loader.StepsPerEpoch,
            loss = Math.Round(loss, 5),
            learningRate = backboneGroup.LearningRate,
            imagesPerSecond = Math.Round(recipe.BatchSize / perStep, 1),
            etaSeconds = Math.Round(left * perStep),
        });
    }
}
