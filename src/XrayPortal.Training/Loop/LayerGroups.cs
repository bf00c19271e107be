using TorchSharp;
using TorchSharp.Modules;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;
using static TorchSharp.torch;

namespace XrayPortal.Training.Loop;

/// <summary>The optimiser over groups of layers, each with a learning rate of its own: the backbone's first half, its second, the head.</summary>
internal sealed class LayerGroups : IDisposable
{
    private readonly (optim.ILearningRateController Group, double Rate)[] groups;

    public LayerGroups(Network network, Recipe recipe)
    {
        var early = network.EarlyParameters.ToHashSet();
        foreach (var frozen in recipe.EarlyRateFactor == 0 ? early : []) frozen.requires_grad = false;
        (IEnumerable<Parameter> Parameters, double Rate)[] wanted =
        [
            (recipe.EarlyRateFactor == 0 ? [] : early, recipe.BackboneLearningRate * recipe.EarlyRateFactor),
            (network.BackboneParameters.Where(p => !early.Contains(p)), recipe.BackboneLearningRate),
            (network.HeadParameters, recipe.FineTuneHeadLearningRate),
        ];
        var filled = wanted.Select(w => (Parameters: w.Parameters.ToArray(), w.Rate)).Where(w => w.Parameters.Length > 0).ToArray();
        Optimiser = Create(recipe, [.. filled]);
        groups = [.. Optimiser.ParamGroups.Zip(filled, (group, w) => (group, w.Rate))];
    }

    public OptimizerHelper Optimiser { get; }

    /// <summary>Sets every group to this share of its highest rate.</summary>
    public void SetRates(double factor)
    {
        foreach (var (group, rate) in groups) group.LearningRate = rate * factor;
    }

    public void Dispose() => Optimiser.Dispose();

    private static OptimizerHelper Create(Recipe recipe, (Parameter[] Parameters, double Rate)[] groups) => recipe.Optimiser switch
    {
        OptimiserKind.AdamW => optim.AdamW(groups.Select(g => new AdamW.ParamGroup(g.Parameters, g.Rate, 0.9, 0.999, 1e-8, recipe.WeightDecay)), recipe.BackboneLearningRate),
        OptimiserKind.Adam => optim.Adam(groups.Select(g => new Adam.ParamGroup(g.Parameters, g.Rate, 0.9, 0.999, 1e-8, recipe.WeightDecay)), recipe.BackboneLearningRate),
        OptimiserKind.Sgd => optim.SGD(groups.Select(g => new SGD.ParamGroup(g.Parameters, g.Rate, recipe.Momentum, 0, recipe.WeightDecay)), recipe.BackboneLearningRate),
    };
}
