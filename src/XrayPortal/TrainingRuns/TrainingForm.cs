namespace XrayPortal.TrainingRuns;

public enum StartFrom
{
    ImageNet,
    Live,
    Chance,
}

/// <summary>What the form of a new run holds while somebody fills it in.</summary>
internal sealed class TrainingForm
{
    public string Name { get; set; } = "";

    public string DataPath { get; set; } = "";

    /// <summary>Paths of further sets, each in an object of its own so that a field keeps its place.</summary>
    public List<FurtherSet> With { get; } = [];

    public bool IncludeFlagged { get; set; }

    public string Preset { get; set; } = RecipePresets.All[0].Name;

    public string Network { get; set; } = "";

    public StartFrom From { get; set; }

    public int HeadEpochs { get; set; }

    public int Epochs { get; set; }

    public double HeadLearningRate { get; set; }

    public double BackboneLearningRate { get; set; }

    public double FineTuneHeadLearningRate { get; set; }

    public int BatchSize { get; set; }

    public int InputSide { get; set; }

    public int Patience { get; set; }

    public double ValidationShare { get; set; }

    public bool Balanced { get; set; }

    /// <summary>Columns to balance by, with commas between; empty: sets alone.</summary>
    public string BalanceBy { get; set; } = "";

    public int MaxFilms { get; set; }

    public long Seed { get; set; }

    public void Take(TrainingRecipe recipe, bool fromLive)
    {
        Network = recipe.Network;
        From = fromLive ? StartFrom.Live : recipe.Weights is null ? StartFrom.Chance : StartFrom.ImageNet;
        (HeadEpochs, Epochs, Patience, BatchSize, InputSide) = (recipe.HeadEpochs, recipe.Epochs, recipe.Patience, recipe.BatchSize, recipe.InputSide);
        (HeadLearningRate, BackboneLearningRate, FineTuneHeadLearningRate) = (recipe.HeadLearningRate, recipe.BackboneLearningRate, recipe.FineTuneHeadLearningRate);
        (ValidationShare, MaxFilms, Seed) = (recipe.ValidationShare, recipe.MaxFilms, recipe.Seed);
        (Balanced, BalanceBy) = (recipe.Balance is not null, string.Join(", ", recipe.Balance ?? []));
    }

    public TrainingRecipe ToRecipe(TrainingRecipe preset, bool hasImageNet) => preset with
    {
        Network = Network,
        // Where the live model's network differs after all, a pretrained backbone is the better second choice.
        Weights = From is StartFrom.Chance || !hasImageNet ? null : TrainingRecipe.ImageNet,
        HeadEpochs = HeadEpochs,
        Epochs = Epochs,
        HeadLearningRate = HeadLearningRate,
        BackboneLearningRate = BackboneLearningRate,
        FineTuneHeadLearningRate = FineTuneHeadLearningRate,
        BatchSize = BatchSize,
        InputSide = InputSide,
        Patience = Patience,
        ValidationShare = ValidationShare,
        Balance = Balanced ? BalanceBy.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : null,
        MaxFilms = MaxFilms,
        Seed = Seed,
    };

    internal sealed class FurtherSet
    {
        public string Path { get; set; } = "";
    }
}
