using XrayPortal.Inference.Metrics;
using XrayPortal.Training.Data;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;
using static TorchSharp.torch;

namespace XrayPortal.Training.Loop;

/// <summary>What one look at the validation part gives.</summary>
/// <param name="ByStratum">AUROC of each stratum; null unless the recipe balances.</param>
internal sealed record ValidationFigures(
    double Loss, double Accuracy, double? Auroc, double? StressedAuroc, IReadOnlyDictionary<string, double>? ByStratum)
{
    /// <summary>What chooses the epoch: AUROC of two classes, as they are and under stress; accuracy of more.</summary>
    public double Score => Auroc is not { } plain ? Accuracy : StressedAuroc is { } stressed ? (plain + stressed) / 2 : plain;
}

/// <summary>Looks at the validation part.</summary>
internal sealed class Validation(Recipe recipe, SplitExamples split, Predictor predictor, Objective objective)
{
    public ValidationFigures Look(Network network)
    {
        using var scope = NewDisposeScope();
        var scores = predictor.Scores(network, split.Validation);
        var (loss, accuracy) = objective.Measure(scores, split.Validation);
        if (!objective.IsBinary) return new ValidationFigures(loss, accuracy, null, null, null);
        var byStratum = AurocByStratum(scores);
        double? stressed = recipe.Augments ? Mean(AurocByStratum(predictor.StressedScores(network, split.Validation))) : null;
        return new ValidationFigures(loss, accuracy, Mean(byStratum), stressed, recipe.Balance is null ? null : byStratum);
    }

    /// <summary>Strata whose validation films are of one class are left out.</summary>
    private Dictionary<string, double> AurocByStratum(Tensor scores) => split.Validation.Zip(scores.data<float>())
        .GroupBy(v => v.First.Stratum, StringComparer.Ordinal)
        .Select(s => (Stratum: s.Key, Auroc: Auroc.Of([.. s.Select(v => (double)v.Second)], [.. s.Select(v => v.First.Label)])))
        .Where(s => !s.Auroc.IsRefused)
        .ToDictionary(s => s.Stratum, s => s.Auroc.Value, StringComparer.Ordinal);

    /// <summary>
    /// Strata count as they are drawn. Taken together, films of a hospital with many positives would beat those of another for
    /// where they come from.
    /// </summary>
    private double Mean(Dictionary<string, double> byStratum)
    {
        var shares = DrawOrder.Shares(split.Train);
        return byStratum.Sum(s => shares.GetValueOrDefault(s.Key) * s.Value) / byStratum.Sum(s => shares.GetValueOrDefault(s.Key));
    }
}
