using System.Diagnostics;
using System.Globalization;
using TorchSharp;
using XrayPortal.Training.Data;
using XrayPortal.Training.Loop;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;

if (args is ["head", var features, var epochs, var threads])
{
    torch.set_num_threads(int.Parse(threads, CultureInfo.InvariantCulture));
    await HeadTurns.RunAsync(features, int.Parse(epochs, CultureInfo.InvariantCulture));
    return;
}

// Our side of bench/training/step.py: NETWORK BATCH PRECISION THREADS; each line on standard input takes one step on the same random
// batch and answers with its milliseconds and loss.
var (name, batch, precision) = (args[0], int.Parse(args[1], CultureInfo.InvariantCulture), Enum.Parse<Precision>(args[2], ignoreCase: true));
torch.set_num_threads(int.Parse(args[3], CultureInfo.InvariantCulture));
var recipe = new Recipe { Network = name, InputSide = 224, Dropout = 0, LabelSmoothing = 0, Loss = LossKind.CrossEntropy };
using var network = new Network(NetworkCatalogue.GetForLearning(recipe, outputs: 1).Value, seed: 1);
using var layers = new LayerGroups(network, recipe);
Example[] examples = [.. Enumerable.Range(0, batch).Select(i => new Example($"{i}", null, i % 2, $"{i}", null, null))];
var step = new TrainingStep(network, layers, new Objective(recipe, examples, classes: 2), recipe, precision);
torch.manual_seed(1);
var input = torch.randn(batch, 224, 224, 3).permute(0, 3, 1, 2); // channels last, as the engine feeds it
var labels = torch.tensor(examples.Select(e => (long)e.Label).ToArray());
while (await Console.In.ReadLineAsync() is { Length: > 0 })
{
    var begun = Stopwatch.GetTimestamp();
    var (loss, _) = step.Take(input, new Truth(labels), rate: 1);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(begun).TotalMilliseconds:0.0} {loss:0.0000}"));
}
