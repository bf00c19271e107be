using System.Diagnostics;
using XrayPortal.Training.Data;
using XrayPortal.Training.Loop;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;
using static TorchSharp.torch;

namespace XrayPortal.Training.Tests.Loop;

public sealed class TrainingStepTests
{
    /// <summary>Native memory is not the collector's: what a step forgets stays for ever. Tensors are counted; memory may wander, not climb.</summary>
    [Fact]
    public void Take_FiveHundredSteps_NeitherTensorsNorMemoryGrow()
    {
        const int batch = 8, side = 64, warm = 200, steps = 500;
        var recipe = Presets.Read("phantom").Value;
        using var network = new Network(NetworkCatalogue.GetForLearning(recipe, 1).Value, 1);
        using var layers = new LayerGroups(network, recipe);
        Example[] examples = [.. Enumerable.Range(0, batch).Select(i => new Example($"{i}", null, i % 2, $"{i}", null, null))];
        var step = new TrainingStep(network, layers, new Objective(recipe, examples, 2), recipe, Precision.Float32);
        using var input = randn(batch, 3, side, side);
        using var labels = tensor(examples.Select(e => (long)e.Label).ToArray());
        long tensors = 0, memory = 0;

        for (var i = 1; i <= warm + steps; i++)
        {
            step.Take(input, new Truth(labels), rate: 1);
            if (i == warm) (tensors, memory) = (Tensor.TotalCount, Resident());
        }

        Assert.Equal(tensors, Tensor.TotalCount);
        Assert.InRange(Resident() - memory, long.MinValue, 24L << 20); // one kept activation of 8 x 16 x 32 x 32 a step would be 250 MB
    }

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
