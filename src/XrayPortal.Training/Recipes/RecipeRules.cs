namespace XrayPortal.Training.Recipes;

/// <summary>Ranges of a recipe's fields.</summary>
internal static class RecipeRules
{
    /// <returns>The first field out of its range, in words; null where all are in.</returns>
    public static string? Fault(Recipe recipe) => recipe switch
    {
        { InputSide: < 28 or > 512 } => "inputSide must lie in 28 to 512",
        { LabelSmoothing: not (>= 0 and <= 0.2) } => "labelSmoothing must lie in 0 to 0.2",
        { EvidenceWeight: not (>= 0 and <= 10) } => "evidenceWeight must lie in 0 to 10",
        { TeacherShare: not (>= 0 and <= 1) } => "teacherShare must lie in 0 to 1",
        { Dropout: not (>= 0 and < 1) } => "dropout must lie in 0 to below 1",
        { HeadEpochs: < 0 or > 1000 } => "headEpochs must lie in 0 to 1000",
        { Epochs: < 0 or > 1000 } => "epochs must lie in 0 to 1000",
        { Epochs: 0, HeadEpochs: 0 } => "epochs and headEpochs are both 0: nothing would be learnt",
        { BatchSize: < 2 or > 1024 } => "batchSize must lie in 2 to 1024",
        { ValidationShare: not (>= 0.05 and <= 0.4) } => "validationShare must lie in 0.05 to 0.4",
        { TestShare: not (>= 0 and <= 0.4) } => "testShare must lie in 0 to 0.4",
        { BackboneLearningRate: not (> 0 and <= 1) } => "backboneLearningRate must lie above 0 and up to 1",
        { EarlyRateFactor: not (>= 0 and <= 1) } => "earlyRateFactor must lie in 0 to 1",
        { FineTuneHeadLearningRate: not (> 0 and <= 1) } => "fineTuneHeadLearningRate must lie above 0 and up to 1",
        { HeadLearningRate: not (> 0 and <= 1) } => "headLearningRate must lie above 0 and up to 1",
        { Momentum: not (>= 0 and < 1) } => "momentum must lie in 0 to below 1",
        { WeightDecay: not (>= 0 and <= 1) } => "weightDecay must lie in 0 to 1",
        { ClipGradientNorm: not > 0 } => "clipGradientNorm must lie above 0",
        { Patience: < 1 } => "patience must be at least 1",
        { AverageDecay: not (>= 0 and < 1) } => "averageDecay must lie in 0 to below 1",
        { CheckpointEverySteps: < 1 } => "checkpointEverySteps must be at least 1",
        { CacheMegabytes: < 0 } => "cacheMegabytes must not be negative",
        { MaxFilms: < 0 } => "maxFilms must not be negative",
        { ClassWeights: { } weights } when weights.Any(w => w is not (> 0 and <= 1000)) => "classWeights must lie above 0 and up to 1000",
        _ => recipe.Augmentation.Fault(),
    };
}
